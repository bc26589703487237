namespace TokenAspire.Issuer.Keys;

/// <summary>What this issuer signs with (RFC 7518 3.1). The ring has an active key of each.</summary>
internal static class SigningAlgorithms
{
    public const string Rs256 = "RS256";
    public const string Es256 = "ES256";

    public static IReadOnlyList<string> All { get; } = [Rs256, Es256];
}
