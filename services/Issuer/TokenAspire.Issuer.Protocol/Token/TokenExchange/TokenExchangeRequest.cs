using TokenAspire.Issuer.Contracts.RefreshFamilies;
using TokenAspire.Issuer.Protocol.AccessTokens;

namespace TokenAspire.Issuer.Protocol.Token.TokenExchange;

/// <summary>An exchange that is allowed.</summary>
/// <param name="Issued">The identity of the token that it results in; taken before the subject token was found alive.</param>
/// <param name="Subject">What it is exchanged for.</param>
/// <param name="Scopes">What it is to carry.</param>
/// <param name="User">Whom it is about.</param>
/// <param name="Actor">Who acts for them from now on.</param>
internal sealed record TokenExchangeRequest(
    IssuedAccessToken Issued, VerifiedAccessToken Subject, IReadOnlyList<string> Scopes, UserClaims User, Actor Actor);
