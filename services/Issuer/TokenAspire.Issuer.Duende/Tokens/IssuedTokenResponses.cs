using Duende.IdentityServer.ResponseHandling;
using Duende.IdentityServer.Services;
using Duende.IdentityServer.Stores;
using Duende.IdentityServer.Validation;
using Microsoft.Extensions.Logging;
using TokenAspire.Issuer.Protocol.Parameters;
using TokenAspire.Issuer.Protocol.Token.TokenExchange;

namespace TokenAspire.Issuer.Duende.Tokens;

/// <summary>Generates token responses (RFC 6749 5.1) that say what was issued.</summary>
internal sealed class IssuedTokenResponses(
    TokenIssuance issuance,
    TimeProvider time,
    ITokenService tokens,
    IRefreshTokenService refreshTokens,
    IScopeParser scopes,
    IResourceStore resources,
    IClientStore clients,
    ILogger<TokenResponseGenerator> logger)
    : TokenResponseGenerator(time, tokens, refreshTokens, scopes, resources, clients, logger)
{
    public override async Task<TokenResponse> ProcessAsync(TokenRequestValidationResult request, CancellationToken ct)
    {
        TokenResponse response = await base.ProcessAsync(request, ct);
        response.Scope = ScopeList.Format(issuance.Scopes);
        if (issuance.Exchange is not null)
        {
            // RFC 8693 2.2.1.
            response.Custom = new Dictionary<string, object>(StringComparer.Ordinal) { ["issued_token_type"] = TokenTypes.AccessToken };
        }

        return response;
    }

    // It would say what the first one said (OIDC Core 12.2 leaves it out on purpose) and cost a second signature.
    protected override Task<string?> CreateIdTokenFromRefreshTokenRequestAsync(ValidatedTokenRequest request, string newAccessToken, CancellationToken ct) =>
        Task.FromResult<string?>(null);
}
