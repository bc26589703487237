namespace TokenAspire.Issuer.Contracts.Keys;

/// <summary>What this issuer signs with (RFC 7518 3.1). The ring has an active key of each.</summary>
public static class SigningAlgorithms
{
    /// <summary>RSASSA-PKCS1-v1_5 with SHA-256.</summary>
    public const string Rs256 = "RS256";

    /// <summary>ECDSA with P-256 and SHA-256.</summary>
    public const string Es256 = "ES256";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } = [Rs256, Es256];
}
