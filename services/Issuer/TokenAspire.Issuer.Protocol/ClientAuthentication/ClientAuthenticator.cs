using System.Net;
using Microsoft.AspNetCore.Http;
using TokenAspire.Issuer.Contracts.Registrations;
using TokenAspire.Issuer.Protocol.Errors;
using TokenAspire.Issuer.Protocol.Parameters;

namespace TokenAspire.Issuer.Protocol.ClientAuthentication;

/// <summary>Decides which registered client is calling (RFC 6749 2.3 and 3.2.1).</summary>
internal sealed class ClientAuthenticator(IRegistrations registrations, FailedAuthenticationLimiter limiter)
{
    // What an unknown client's secret is compared with, so that it takes as long as a known one's.
    private static readonly ClientSecret NobodysSecret = ClientSecret.FromPlainText(Guid.NewGuid().ToString());

    /// <summary>The authenticated client; a public client is only named.</summary>
    public Validation<ClientRegistration> Authenticate(HttpContext context, RequestParameters parameters)
    {
        Validation<PresentedCredentials> presented = ClientCredentialsReader.Read(context.Request, parameters);
        if (!presented.IsValid)
        {
            return presented.Error;
        }

        IPAddress? address = context.Connection.RemoteIpAddress;
        string clientId = presented.Value.ClientId;
        if (limiter.WaitFor(clientId, address) is TimeSpan wait)
        {
            return ProtocolErrors.TemporarilyUnavailable with { RetryAfter = wait };
        }

        ClientRegistration? client = registrations.FindClient(clientId);
        if (client is null || !IsProven(client, presented.Value.Secret))
        {
            if (client is null && presented.Value.Secret is string secret)
            {
                NobodysSecret.Matches(secret);
            }

            limiter.Failed(clientId, address);
            return ProtocolErrors.InvalidClient;
        }

        return client;
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
