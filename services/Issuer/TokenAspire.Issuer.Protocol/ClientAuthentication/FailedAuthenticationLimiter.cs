using System.Net;
using Microsoft.Extensions.Options;
using TokenAspire.Issuer.Contracts;

namespace TokenAspire.Issuer.Protocol.ClientAuthentication;

/// <summary>
/// Stops the guessing of client secrets: counts failures of a client at an address, and of the
/// address whatever clients it names. A limit on the client alone would let anybody lock it out.
/// </summary>
internal sealed class FailedAuthenticationLimiter(IOptions<ProtocolEngineOptions> options, TimeProvider time)
{
    private readonly FailureLimit _perClient = new(options.Value.FailedAuthenticationsPerClient, options.Value.FailedAuthenticationWindow, time);
    private readonly FailureLimit _perAddress = new(options.Value.FailedAuthenticationsPerAddress, options.Value.FailedAuthenticationWindow, time);

    /// <summary>Lets an attempt in; it must <see cref="Leave"/> then. How long the caller has to wait where it is not let in.</summary>
    public async ValueTask<TimeSpan?> EnterAsync(string clientId, IPAddress? address, CancellationToken cancellationToken)
    {
        if (await _perClient.EnterAsync(ClientBucket(clientId, address), cancellationToken) is TimeSpan ofClient)
        {
            return ofClient;
        }

        bool isIn = false;
        try
        {
            TimeSpan? ofAddress = await _perAddress.EnterAsync(AddressBuckets.Of(address), cancellationToken);
            isIn = ofAddress is null;
            return ofAddress;
        }
        finally
        {
            if (!isIn)
            {
                _perClient.Leave(ClientBucket(clientId, address), hasFailed: false);
            }
        }
    }

    /// <summary>Ends an attempt that was let in.</summary>
    public void Leave(string clientId, IPAddress? address, bool hasFailed)
    {
        _perAddress.Leave(AddressBuckets.Of(address), hasFailed);
        _perClient.Leave(ClientBucket(clientId, address), hasFailed);
    }

    private static int ClientBucket(string clientId, IPAddress? address) =>
        (int)((uint)HashCode.Combine(clientId, AddressBuckets.Of(address)) % AddressBuckets.Count);
}
