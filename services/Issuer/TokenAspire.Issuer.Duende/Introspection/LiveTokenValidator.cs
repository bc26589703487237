using System.Security.Claims;
using Duende.IdentityServer.Validation;
using TokenAspire.Issuer.Contracts.Registrations;
using TokenAspire.Issuer.Duende.Registrations;
using TokenAspire.Issuer.Protocol.AccessTokens;

namespace TokenAspire.Issuer.Duende.Introspection;

/// <summary>What an access token that comes back to the issuer is worth: genuine, not expired by this issuer's clock, not revoked.</summary>
internal sealed class LiveTokenValidator(LiveAccessTokens tokens, IRegistrations registrations, RegisteredClientStore clients) : ITokenValidator
{
    public async Task<TokenValidationResult> ValidateAccessTokenAsync(string token, string? expectedScope, CancellationToken ct)
    {
        if (await tokens.FindAsync(token, ct) is not VerifiedAccessToken found || registrations.FindClient(found.ClientId) is not ClientRegistration client)
        {
            return Invalid("invalid_token");
        }

        if (expectedScope is not null && !found.Scopes.Contains(expectedScope, StringComparer.Ordinal))
        {
            return Invalid("insufficient_scope");
        }

        return new TokenValidationResult
        {
            IsError = false,
            Client = clients.Map(client),
            Claims = [new Claim("sub", found.SubjectId), .. found.Scopes.Select(scope => new Claim("scope", scope))],
        };
    }

    // Logout is the host's, which knows the hint of its own issuer.
    public Task<TokenValidationResult> ValidateIdentityTokenAsync(string token, string? clientId, bool validateLifetime, CancellationToken ct) =>
        Task.FromResult(Invalid("invalid_token"));

    private static TokenValidationResult Invalid(string error) => new() { IsError = true, Error = error };
}
