using TokenAspire.Issuer.Contracts.RefreshFamilies;
using TokenAspire.Issuer.Contracts.Tokens;
using TokenAspire.Issuer.Protocol.AccessTokens;
using TokenAspire.Issuer.Protocol.Token;
using TokenAspire.Issuer.Protocol.Token.AuthorizationCode;
using TokenAspire.Issuer.Protocol.Token.Refresh;
using TokenAspire.Issuer.Protocol.Token.TokenExchange;

namespace TokenAspire.Issuer.Duende.Tokens;

/// <summary>
/// One token request on its way through Duende: what is to be spent, and, once the store has committed to it, what is to
/// be issued. Duende has no place of its own for either.
/// </summary>
internal sealed class TokenIssuance
{
    public TokenRequest? Request { get; set; }

    /// <summary>The code to spend, of an authorization or of a device.</summary>
    public AuthorizationCodeRequest? Code { get; set; }

    /// <summary>The refresh token to spend.</summary>
    public RefreshTokenRequest? Refresh { get; set; }

    /// <summary>The exchange that is allowed; there is nothing to spend.</summary>
    public TokenExchangeRequest? Exchange { get; set; }

    /// <summary>What Duende is to take for the scopes asked for; null where the grant says which.</summary>
    public IReadOnlyList<string>? AskedScopes { get; set; }

    /// <summary>The identity of the access token, which the store knows already.</summary>
    public IssuedAccessToken? AccessToken { get; set; }

    /// <summary>The scopes of the access token, in the order of the request.</summary>
    public IReadOnlyList<string> Scopes { get; set; } = [];

    /// <summary>Whom it is about; null where the client acts for itself.</summary>
    public UserClaims? User { get; set; }

    /// <summary>Who acts for the person; null where they do themselves.</summary>
    public Actor? Actor { get; set; }

    /// <summary>The refresh token that goes with it; null where there is none.</summary>
    public OpaqueToken? RefreshToken { get; set; }
}
