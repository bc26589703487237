using System.Security.Claims;
using Duende.IdentityServer.Models;
using Duende.IdentityServer.Services;
using Duende.IdentityServer.Validation;
using TokenAspire.Issuer.Duende.Tokens;

namespace TokenAspire.Issuer.Duende.Grants;

/// <summary>
/// Refresh tokens of families. Nothing is decided and nothing consumed here: Duende asks this service before the other
/// rules are checked, and at introspection too, and gives it no way to refuse when it stores. <see cref="GrantSpending"/> does it.
/// </summary>
internal sealed class FamilyRefreshTokens(TokenIssuance issuance, TimeProvider time) : IRefreshTokenService
{
    public Task<TokenValidationResult> ValidateRefreshTokenAsync(string token, Client client, CancellationToken ct) => Task.FromResult(
        issuance.Refresh is null
            ? new TokenValidationResult { IsError = true, Error = "invalid_grant" }
            : new TokenValidationResult { IsError = false, Client = client, RefreshToken = Presented(client) });

    public Task<string> CreateRefreshTokenAsync(RefreshTokenCreationRequest request, CancellationToken ct) =>
        Task.FromResult(issuance.RefreshToken?.Reveal() ?? "");

    public Task<string> UpdateRefreshTokenAsync(RefreshTokenUpdateRequest request, CancellationToken ct) =>
        Task.FromResult(issuance.RefreshToken!.Value.Reveal());

    // Whose it is, and what was granted, the store will say: here it stands for all that the client could have been granted.
    private RefreshToken Presented(Client client) => new()
    {
        ClientId = client.ClientId,
        Subject = new ClaimsPrincipal(new ClaimsIdentity()),
        AuthorizedScopes = issuance.Request!.Client.Scopes,
        CreationTime = time.GetUtcNow().UtcDateTime,
        Lifetime = client.SlidingRefreshTokenLifetime,
        // Whether the key is the family's, the store decides too.
        ProofType = issuance.Request.ProofKey is null ? ProofType.None : ProofType.DPoP,
    };
}
