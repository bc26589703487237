namespace TokenAspire.Issuer.Passkeys;

/// <summary>A browser's answer as JSON (WebAuthn 5.1: <c>toJSON()</c>), before anybody has looked into it.</summary>
internal static class PasskeyCredential
{
    private const int LongestJson = 32_768;

    public static bool IsPlausible(string? json) => json is { Length: > 0 and <= LongestJson };
}
