using Microsoft.Extensions.Options;
using TokenAspire.Issuer.Contracts.PushedRequests;
using TokenAspire.Issuer.Contracts.Registrations;
using TokenAspire.Issuer.Contracts.Tokens;
using TokenAspire.Issuer.Protocol.Authorize;
using TokenAspire.Issuer.Protocol.Parameters;

namespace TokenAspire.Issuer.Protocol.PushedAuthorization;

/// <summary>Keeps a valid request and makes the reference to it.</summary>
internal sealed class PushedAuthorizationResponseGenerator(
    IPushedRequestStore store, IOptions<ProtocolEngineOptions> options, TimeProvider time)
{
    public async Task<PushedAuthorizationResult> GenerateAsync(
        ClientRegistration client, RequestParameters parameters, CancellationToken cancellationToken)
    {
        OpaqueToken reference = OpaqueToken.Generate();
        TimeSpan lifetime = options.Value.PushedRequestLifetime;
        PushedRequest request = new()
        {
            ClientId = client.ClientId,
            Parameters = LoginReturnUrl.Query(parameters).ToUriComponent().TrimStart('?'),
            ExpiresAt = time.GetUtcNow() + lifetime,
        };
        await store.StoreAsync(reference.Hash(), request, cancellationToken);
        return new PushedAuthorizationResult(reference, lifetime);
    }
}
