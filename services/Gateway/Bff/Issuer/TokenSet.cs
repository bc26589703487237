namespace TokenAspire.Gateway.Bff.Issuer;

/// <summary>A successful token response (RFC 6749 section 5.1).</summary>
/// <param name="AccessToken">The access token.</param>
/// <param name="RefreshToken">The refresh token.</param>
/// <param name="IdToken">The id token; null in the answer to a refresh (OIDC Core section 12.2).</param>
/// <param name="ExpiresIn">How long the access token is good for.</param>
internal sealed record TokenSet(string AccessToken, string RefreshToken, string? IdToken, TimeSpan ExpiresIn)
{
    /// <summary>Never the tokens.</summary>
    public override string ToString() => "[token set]";
}

/// <summary>What became of a question to the token endpoint.</summary>
internal enum TokenOutcome
{
    /// <summary>There are tokens.</summary>
    Granted,

    /// <summary>The code or the refresh token is good no more (<c>invalid_grant</c>).</summary>
    Refused,

    /// <summary>The issuer could not be asked, or did not answer the question; the same question may be answered later.</summary>
    Unavailable,
}

/// <summary>The outcome, with the tokens where there are any and the time at which they were asked for.</summary>
internal sealed record TokenAnswer(TokenOutcome Outcome, TokenSet? Tokens, DateTimeOffset AskedAt);
