namespace TokenAspire.Issuer.Passkeys;

/// <summary>A browser's answer as JSON (WebAuthn 5.1: <c>toJSON()</c>), before anybody has looked into it.</summary>
internal static class PasskeyCredential
{
    private const int LongestJson = 32_768;

    private const int MostTransports = 16;
    private const int LongestTransport = 32;

    /// <summary>Whether they are names such as <c>smart-card</c>, known or not (WebAuthn 5.8.4); Postgres stores no NUL.</summary>
    public static bool HasPlausibleTransports(IReadOnlyCollection<string>? transports) =>
        transports is null
        || (transports.Count <= MostTransports && transports.All(name =>
            name is { Length: > 0 and <= LongestTransport } && name.All(character => char.IsAsciiLetterOrDigit(character) || character is '-')));

    public static bool IsPlausible(string? json) => json is { Length: > 0 and <= LongestJson };
}
