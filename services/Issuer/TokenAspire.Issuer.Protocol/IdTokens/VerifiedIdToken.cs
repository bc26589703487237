namespace TokenAspire.Issuer.Protocol.IdTokens;

/// <summary>What an id token of this issuer says, expired or not.</summary>
internal sealed record VerifiedIdToken(string ClientId, string SubjectId, string SessionId);
