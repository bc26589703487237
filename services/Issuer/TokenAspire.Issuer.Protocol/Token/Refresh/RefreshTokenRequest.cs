using TokenAspire.Issuer.Contracts.RefreshFamilies;
using TokenAspire.Issuer.Contracts.Tokens;

namespace TokenAspire.Issuer.Protocol.Token.Refresh;

/// <summary>A well-formed refresh request; whether the token is good only its rotation tells.</summary>
/// <param name="Presented">The refresh token.</param>
/// <param name="Scopes">The scopes asked for; null for all.</param>
internal sealed record RefreshTokenRequest(OpaqueToken Presented, IReadOnlyList<string>? Scopes);

/// <summary>What will be true if the rotation succeeds: the store commits to it first.</summary>
internal sealed record PreparedRotation(RotationRequest Rotation, OpaqueToken Successor);
