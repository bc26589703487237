namespace TokenAspire.ResourceServer;

/// <summary>The value of an <c>Authorization</c> header: <c>DPoP eyJ…</c> (RFC 9449 section 7.1).</summary>
internal static class DpopCredentials
{
    public const string Scheme = "DPoP";

    /// <summary>The header that carries the proof.</summary>
    public const string ProofHeader = "DPoP";

    /// <summary>False when it names another scheme or none. The token may be empty and is not looked at.</summary>
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
