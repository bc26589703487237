namespace TokenAspire.Issuer.RefreshFamilies;

/// <summary>How the uses of a refresh token are judged; section <c>Issuer:RefreshRotation</c>.</summary>
internal sealed class RefreshRotationOptions
{
    public const string Section = "Issuer:RefreshRotation";

    public static readonly TimeSpan LongestGraceWindow = TimeSpan.FromMinutes(1);

    /// <summary>How long after its use a refresh token may come back from the same client and device, as after a lost response. Default: 10 seconds.</summary>
    public TimeSpan GraceWindow { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How often one family may be refreshed within <see cref="UseWindow"/>. Default: 600.</summary>
    public int UsesPerWindow { get; set; } = 600;

    /// <summary>The window of <see cref="UsesPerWindow"/>; any moment, not the minute of the clock. Default: 1 minute.</summary>
    public TimeSpan UseWindow { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>Kilometres an hour beyond which two uses at two places are an impossible travel. Default: 1000.</summary>
    public double FastestTravel { get; set; } = 1000;

    /// <summary>What a new country or an impossible travel leads to. Default: it is reported.</summary>
    public SuspicionPolicy OnSuspicion { get; set; } = SuspicionPolicy.Report;
}

/// <summary>What becomes of a suspicious use of a refresh token.</summary>
internal enum SuspicionPolicy
{
    /// <summary>It is counted and logged, and rotates.</summary>
    Report,

    /// <summary>It is counted and logged, and ends the login session: the person has to log in again.</summary>
    Reauthenticate,
}
