using TokenAspire.Issuer.Contracts.Subjects;

namespace TokenAspire.Issuer.Protocol.AccessTokens;

/// <summary>What a token says about a person beside <c>sub</c>.</summary>
/// <param name="SessionId">The <c>sid</c> claim.</param>
/// <param name="AuthenticatedAt">The <c>auth_time</c> claim.</param>
/// <param name="Profile">Their profile at the time of issue.</param>
internal sealed record UserClaims(string SessionId, DateTimeOffset AuthenticatedAt, SubjectProfile Profile);
