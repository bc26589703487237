using TokenAspire.Issuer.Contracts.Grants;
using TokenAspire.Issuer.Contracts.Subjects;
using TokenAspire.Issuer.Contracts.Tokens;

namespace TokenAspire.Issuer.Protocol.Token.AuthorizationCode;

/// <summary>A validated code, still unspent or spent before: only redeeming it tells.</summary>
internal sealed record AuthorizationCodeRequest(TokenHash Code, AuthorizationGrant Grant, SubjectProfile Profile);
