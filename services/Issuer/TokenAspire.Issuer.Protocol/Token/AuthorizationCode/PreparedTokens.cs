using TokenAspire.Issuer.Contracts.RefreshFamilies;
using TokenAspire.Issuer.Contracts.Tokens;

namespace TokenAspire.Issuer.Protocol.Token.AuthorizationCode;

/// <summary>What will be issued if the code can be redeemed: the store commits to it first.</summary>
internal sealed record PreparedTokens(NewRefreshFamily Family, OpaqueToken? RefreshToken);
