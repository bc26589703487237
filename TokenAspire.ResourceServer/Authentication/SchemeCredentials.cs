namespace TokenAspire.ResourceServer;

/// <summary>The value of an <c>Authorization</c> header that presents a token: <c>SCHEME TOKEN</c>.</summary>
internal static class SchemeCredentials
{
    /// <summary>False when it names another scheme or none. The token may be empty and is not looked at.</summary>
    // RFC 6750 section 2.1, RFC 9449 section 7.1: the scheme, 1*SP, the token; the scheme's name is case-insensitive
    // (RFC 9110 section 11.1).
    public static bool TryRead(string? authorization, string scheme, out ReadOnlySpan<char> token)
    {
        token = default;
        if (authorization is null || !authorization.StartsWith(scheme, StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }

        ReadOnlySpan<char> rest = authorization.AsSpan(scheme.Length);
        token = rest.TrimStart(' ');
        return rest.IsEmpty || rest[0] == ' ';
    }
}
