namespace TokenAspire.Issuer.DeviceAuthorizations;

/// <summary>How often user codes may be tried; section <c>Issuer:UserCodes</c>. Each issuer counts for itself.</summary>
internal sealed class UserCodeLimitOptions
{
    public const string Section = "Issuer:UserCodes";

    /// <summary>The time in which tries are counted. Default: 10 minutes.</summary>
    public TimeSpan Window { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>Tries of one login session in a window; to look at a code and to decide about it are two. Default: 20.</summary>
    public int TriesPerSession { get; set; } = 20;

    /// <summary>Tries from one address in a window. Default: 60.</summary>
    public int TriesPerAddress { get; set; } = 60;
}
