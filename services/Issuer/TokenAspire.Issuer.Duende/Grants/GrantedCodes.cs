using Duende.IdentityServer.Models;
using Microsoft.Extensions.Options;
using TokenAspire.Issuer.Contracts.Grants;
using TokenAspire.Issuer.Contracts.Registrations;
using TokenAspire.Issuer.Contracts.Tokens;
using TokenAspire.Issuer.Duende.Requests;
using TokenAspire.Issuer.Duende.Subjects;
using TokenAspire.Issuer.Duende.Tokens;
using TokenAspire.Issuer.Protocol;
using TokenAspire.Issuer.Protocol.Authorize;
using TokenAspire.Issuer.Protocol.Consents;
using IAuthorizationCodeStore = Duende.IdentityServer.Stores.IAuthorizationCodeStore;

namespace TokenAspire.Issuer.Duende.Grants;

/// <summary>
/// Authorization codes. Duende reads a code and removes it in two steps, the second without an answer; so it is removed by
/// nothing here, and spent in one step by <see cref="GrantSpending"/>.
/// </summary>
internal sealed class GrantedCodes(
    Contracts.Grants.IAuthorizationCodeStore codes, AdmittedRequest admitted, TokenIssuance issuance, IOptions<ProtocolEngineOptions> options, TimeProvider time)
    : IAuthorizationCodeStore
{
    /// <summary>What stands for a code that could not be stored: the person withdrew their consent meanwhile.</summary>
    public const string Withdrawn = "";

    public async Task<string> StoreAuthorizationCodeAsync(AuthorizationCode code, CancellationToken ct)
    {
        AuthorizeRequest request = admitted.Authorization!;
        OpaqueToken value = OpaqueToken.Generate();
        AuthorizationGrant grant = new()
        {
            ClientId = code.ClientId,
            SubjectId = admitted.Subject!.SubjectId,
            SessionId = admitted.Subject.SessionId,
            AuthenticatedAt = admitted.Subject.AuthenticatedAt,
            Scopes = request.Scopes,
            RedirectUri = code.RedirectUri,
            // Duende hands over a hash of the challenge; the grant is the same whichever engine reads it.
            CodeChallenge = request.CodeChallenge,
            ProofKey = code.DPoPKeyThumbprint,
            Nonce = code.Nonce,
            RestsOnConsent = ConsentRequirement.Applies(request),
            ExpiresAt = time.GetUtcNow() + options.Value.AuthorizationCodeLifetime,
        };
        return await codes.StoreAsync(value.Hash(), grant, ct) ? value.Reveal() : Withdrawn;
    }

    public Task<AuthorizationCode?> GetAuthorizationCodeAsync(string code, CancellationToken ct) =>
        Task.FromResult(issuance.Code?.Grant is AuthorizationGrant grant ? ToCode(grant) : null);

    public Task RemoveAuthorizationCodeAsync(string code, CancellationToken ct) => Task.CompletedTask;

    private AuthorizationCode ToCode(AuthorizationGrant grant) => new()
    {
        ClientId = grant.ClientId,
        Subject = SubjectPrincipal.Of(grant.SubjectId, grant.SessionId, grant.AuthenticatedAt),
        SessionId = grant.SessionId,
        IsOpenId = grant.Scopes.Contains(IdentityScopes.OpenId, StringComparer.Ordinal),
        RequestedScopes = grant.Scopes,
        RedirectUri = grant.RedirectUri,
        CodeChallenge = grant.CodeChallenge.Sha256(),
        CodeChallengeMethod = "S256",
        DPoPKeyThumbprint = grant.ProofKey,
        Nonce = grant.Nonce,
        CreationTime = (grant.ExpiresAt - options.Value.AuthorizationCodeLifetime).UtcDateTime,
        Lifetime = (int)options.Value.AuthorizationCodeLifetime.TotalSeconds,
    };
}
