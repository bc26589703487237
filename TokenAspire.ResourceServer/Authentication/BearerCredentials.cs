namespace TokenAspire.ResourceServer;

/// <summary>The value of an <c>Authorization</c> header: <c>Bearer eyJ…</c> (RFC 6750 section 2.1).</summary>
internal static class BearerCredentials
{
    private const string Scheme = "Bearer";

    /// <inheritdoc cref="SchemeCredentials.TryRead" />
    public static bool TryRead(string? authorization, out ReadOnlySpan<char> token) =>
        SchemeCredentials.TryRead(authorization, Scheme, out token);
}
