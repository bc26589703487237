using System.Net;
using Microsoft.AspNetCore.Http;
using TokenAspire.Issuer.Contracts.Registrations;
using TokenAspire.Issuer.Protocol.ClientAuthentication.PrivateKeyJwt;
using TokenAspire.Issuer.Protocol.Errors;
using TokenAspire.Issuer.Protocol.Parameters;

namespace TokenAspire.Issuer.Protocol.ClientAuthentication;

/// <summary>Decides which registered client is calling (RFC 6749 2.3 and 3.2.1).</summary>
internal sealed class ClientAuthenticator(
    IRegistrations registrations, ClientAssertionVerifier assertions, FailedAuthenticationLimiter limiter)
{
    // What an unknown client's secret is compared with, so that it takes as long as a known one's.
    private static readonly ClientSecret NobodysSecret = ClientSecret.FromPlainText(Guid.NewGuid().ToString());

    /// <summary>The authenticated client; a public client is only named.</summary>
    public async ValueTask<Validation<ClientRegistration>> AuthenticateAsync(HttpContext context, RequestParameters parameters)
    {
        Validation<PresentedCredentials> presented = ClientCredentialsReader.Read(context.Request, parameters);
        if (!presented.IsValid)
        {
            return presented.Error;
        }

        IPAddress? address = context.Connection.RemoteIpAddress;
        string clientId = presented.Value.ClientId;
        if (await limiter.EnterAsync(clientId, address, context.RequestAborted) is TimeSpan wait)
        {
            return ProtocolErrors.TemporarilyUnavailable with { RetryAfter = wait };
        }

        ClientRegistration? client = registrations.FindClient(clientId);
        bool hasFailed = false;
        try
        {
            ProtocolError? error = await FindFaultAsync(client, presented.Value, context.RequestAborted);
            hasFailed = error is not null;
            return error is null ? client! : error;
        }
        finally
        {
            limiter.Leave(clientId, address, hasFailed);
        }
    }

    private async ValueTask<ProtocolError?> FindFaultAsync(
        ClientRegistration? client, PresentedCredentials presented, CancellationToken cancellationToken)
    {
        if (client is null)
        {
            NobodysSecret.Matches(presented.Secret ?? "");
            return ProtocolErrors.InvalidClient;
        }

        if (presented.Assertion is not null)
        {
            return await assertions.VerifyAsync(client, presented.Assertion, cancellationToken);
        }

        return IsProven(client, presented.Secret) ? null : ProtocolErrors.InvalidClient;
    }

    private static bool IsProven(ClientRegistration client, string? presented)
    {
        if (client.IsPublic || presented is null)
        {
            return client.IsPublic && presented is null;
        }

        bool matches = false;
        foreach (ClientSecret secret in client.Secrets)
        {
            // No early exit: which of several secrets fits must not show in the time.
            matches |= secret.Matches(presented);
        }

        return matches;
    }
}
