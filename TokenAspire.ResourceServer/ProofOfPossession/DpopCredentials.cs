namespace TokenAspire.ResourceServer;

/// <summary>The value of an <c>Authorization</c> header: <c>DPoP eyJ…</c> (RFC 9449 section 7.1).</summary>
internal static class DpopCredentials
{
    public const string Scheme = "DPoP";

    /// <summary>The header that carries the proof.</summary>
    public const string ProofHeader = "DPoP";

    /// <inheritdoc cref="SchemeCredentials.TryRead" />
    public static bool TryRead(string? authorization, out ReadOnlySpan<char> token) =>
        SchemeCredentials.TryRead(authorization, Scheme, out token);
}
