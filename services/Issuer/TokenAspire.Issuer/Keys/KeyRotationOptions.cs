namespace TokenAspire.Issuer.Keys;

/// <summary>When keys change; section <c>Issuer:Keys</c>.</summary>
internal sealed class KeyRotationOptions
{
    public const string Section = "Issuer:Keys";

    /// <summary>How long a key signs. Default: 30 days.</summary>
    public TimeSpan SigningPeriod { get; set; } = TimeSpan.FromDays(30);

    /// <summary>
    /// How long somebody may keep a copy of the JWKS document: a key is announced that long before it
    /// signs, and published that long plus the longest token lifetime after it has stopped. Default: 1 day.
    /// </summary>
    public TimeSpan JwksCacheTime { get; set; } = TimeSpan.FromDays(1);

    /// <summary>How often an issuer looks for keys that another one has made. Default: 2 seconds.</summary>
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromSeconds(2);
}
