namespace TokenAspire.ResourceServer;

/// <summary>The value of an <c>Authorization</c> header: <c>Bearer eyJ…</c>.</summary>
internal static class BearerCredentials
{
    private const string Scheme = "Bearer";

    /// <summary>False when it names another scheme or none. The token may be empty and is not looked at.</summary>
    // RFC 6750 section 2.1: "Bearer" 1*SP b64token; the scheme's name is case-insensitive (RFC 9110 section 11.1).
    public static bool TryRead(string? authorization, out ReadOnlySpan<char> token)
    {
        token = default;
        if (authorization is null || !authorization.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }

        ReadOnlySpan<char> rest = authorization.AsSpan(Scheme.Length);
        token = rest.TrimStart(' ');
        return rest.IsEmpty || rest[0] == ' ';
    }
}
