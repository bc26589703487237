using Duende.IdentityServer.Models;
using TokenAspire.Issuer.Contracts.Tokens;
using IReferenceTokenStore = Duende.IdentityServer.Stores.IReferenceTokenStore;

namespace TokenAspire.Issuer.Duende.Tokens;

/// <summary>Keeps reference tokens as the claims that they stand for. They are read, and revoked, through this project's own ports.</summary>
internal sealed class StoredReferenceTokens(
    Contracts.Tokens.IReferenceTokenStore references, IssuedTokenWriter writer, TokenIssuance issuance) : IReferenceTokenStore
{
    public async Task<string> StoreReferenceTokenAsync(Token token, CancellationToken ct)
    {
        OpaqueToken reference = OpaqueToken.Generate();
        await references.StoreAsync(reference.Hash(), await writer.WriteClaimsAsync(token), issuance.AccessToken!.ExpiresAt, ct);
        return reference.Reveal();
    }

    public Task<Token?> GetReferenceTokenAsync(string handle, CancellationToken ct) => Task.FromResult<Token?>(null);

    public Task RemoveReferenceTokenAsync(string handle, CancellationToken ct) => Task.CompletedTask;

    public Task RemoveReferenceTokensAsync(string subjectId, string clientId, string? sessionId, CancellationToken ct) => Task.CompletedTask;
}
