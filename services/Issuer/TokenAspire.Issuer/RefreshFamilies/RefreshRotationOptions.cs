namespace TokenAspire.Issuer.RefreshFamilies;

/// <summary>How a repeated refresh is judged; section <c>Issuer:RefreshRotation</c>.</summary>
internal sealed class RefreshRotationOptions
{
    public const string Section = "Issuer:RefreshRotation";

    public static readonly TimeSpan LongestGraceWindow = TimeSpan.FromMinutes(1);

    /// <summary>How long after its use a refresh token may come back from the same client and device, as after a lost response. Default: 10 seconds.</summary>
    public TimeSpan GraceWindow { get; set; } = TimeSpan.FromSeconds(10);
}
