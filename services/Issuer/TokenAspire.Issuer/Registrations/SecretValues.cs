namespace TokenAspire.Issuer.Registrations;

/// <summary>
/// The value of a secret's setting: one secret a line. Two lines while a secret is being changed, the new one and the old
/// one, both good; and one again when every copy of the client has the new one. No clock decides when.
/// </summary>
internal static class SecretValues
{
    /// <summary>More than these are not being changed, they are shared.</summary>
    public const int Most = 4;

    public static string[] Read(string? value) =>
        value?.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [];
}
