namespace TokenAspire.Issuer.Sessions;

/// <summary>How long a login lasts; section <c>Issuer:LoginSession</c>.</summary>
internal sealed class LoginSessionOptions
{
    public const string Section = "Issuer:LoginSession";

    /// <summary>How long after logging in a person can authorize clients without their password. What is authorized lives on by its refresh family. Default: 12 hours.</summary>
    public TimeSpan Lifetime { get; set; } = TimeSpan.FromHours(12);
}
