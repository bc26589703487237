using System.Buffers;

namespace TokenAspire.ResourceServer;

/// <summary>
/// What can be told of a token without its signature: enough to refuse it without asking the issuer, and never enough to
/// accept it.
/// </summary>
internal static class UnverifiedToken
{
    // RFC 6750 section 2.1: b64token = 1*( ALPHA / DIGIT / "-" / "." / "_" / "~" / "+" / "/" ) *"="
    private static readonly SearchValues<char> Characters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~+/");

    /// <summary>Whether it means something to the issuer alone. A JWT has dots.</summary>
    public static bool IsOpaque(string token) => !token.Contains('.', StringComparison.Ordinal);

    /// <summary>Whether it may be sent on at all.</summary>
    public static RefusalReason? CheckSyntax(string token, int maxBytes)
    {
        if (token.Length > maxBytes)
        {
            return RefusalReason.TooLarge;
        }

        ReadOnlySpan<char> body = token.AsSpan().TrimEnd('=');
        return body.IsEmpty || body.ContainsAnyExcept(Characters) ? RefusalReason.Malformed : null;
    }

    /// <summary>What is wrong with a JWT already to look at.</summary>
    /// <param name="token">The token.</param>
    /// <param name="options">What it is held against.</param>
    /// <param name="now">The time.</param>
    /// <param name="isBound">Whether it says of itself that it is bound to a key.</param>
    public static RefusalReason? CheckJwt(string token, TokenVerificationOptions options, DateTimeOffset now, out bool isBound)
    {
        isBound = false;
        using CompactToken parts = CompactToken.Read(token, options.MaxTokenBytes);
        if (parts.Refusal is { } misshapen)
        {
            return misshapen;
        }

        if (TokenHeaderReader.TryRead(parts.DecodeHeader()) is not { } header)
        {
            return RefusalReason.Malformed;
        }

        if (HeaderRules.Check(header) is { } unsupported)
        {
            return unsupported;
        }

        if (TokenPayloadReader.TryRead(parts.DecodePayload(), options.Authority) is not { } payload)
        {
            return RefusalReason.Malformed;
        }

        isBound = payload.IsBound;
        return payload.ExpiresAt <= (now - options.ClockSkew).ToUnixTimeSeconds() ? RefusalReason.Expired : null;
    }
}
