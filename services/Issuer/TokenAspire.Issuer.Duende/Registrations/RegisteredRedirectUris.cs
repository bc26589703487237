using Duende.IdentityServer.Models;
using Duende.IdentityServer.Validation;
using TokenAspire.Issuer.Contracts.Registrations;
using TokenAspire.Issuer.Protocol.Authorize;

namespace TokenAspire.Issuer.Duende.Registrations;

/// <summary>Redirect URIs are matched exactly, but for the port of a loopback address (RFC 8252 7.3).</summary>
internal sealed class RegisteredRedirectUris(IRegistrations registrations) : IRedirectUriValidator
{
    public Task<bool> IsRedirectUriValidAsync(string requestedUri, Client client) => Task.FromResult(
        registrations.FindClient(client.ClientId) is ClientRegistration registered && RedirectUriMatch.IsRegistered(registered, requestedUri));

    public Task<bool> IsPostLogoutRedirectUriValidAsync(string requestedUri, Client client, CancellationToken ct) =>
        Task.FromResult(client.PostLogoutRedirectUris.Contains(requestedUri, StringComparer.Ordinal));
}
