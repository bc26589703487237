using TokenAspire.Issuer.Contracts.Grants;
using TokenAspire.Issuer.Contracts.Subjects;
using TokenAspire.Issuer.Contracts.Tokens;

namespace TokenAspire.Issuer.Protocol.Token.AuthorizationCode;

/// <summary>A validated code, still unspent or spent before: only redeeming it tells.</summary>
/// <param name="Code">Its hash.</param>
/// <param name="Grant">What the person authorized.</param>
/// <param name="Profile">The person.</param>
/// <param name="Scopes">What of the grant the access token is to carry; the refresh token keeps all of it (RFC 8707 2.2).</param>
internal sealed record AuthorizationCodeRequest(
    TokenHash Code, AuthorizationGrant Grant, SubjectProfile Profile, IReadOnlyList<string> Scopes);
