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
        if (CompactToken.TryRead(token, options.MaxTokenBytes, out CompactToken? parts) is { } misshapen)
        {
            return misshapen;
        }

        if (TokenHeader.TryRead(parts!.Header, out _) is { } unsupported)
        {
            return unsupported;
        }

        if (TokenPayload.TryRead(parts.Payload) is not { } payload)
        {
            return RefusalReason.Malformed;
        }

        isBound = payload.IsBound;
        return payload.Time("exp") <= (now - options.ClockSkew).ToUnixTimeSeconds() ? RefusalReason.Expired : null;
    }
}
