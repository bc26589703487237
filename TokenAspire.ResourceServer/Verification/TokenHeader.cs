namespace TokenAspire.ResourceServer;

/// <summary>
/// What of the header counts: <c>{"alg":"RS256","typ":"at+jwt","kid":"…"}</c>. A parameter that is no string is null
/// here, which no rule accepts.
/// </summary>
internal sealed record TokenHeader(string? Algorithm, string? Type, string? KeyId, bool HasRefusedParameter);
