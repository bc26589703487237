namespace TokenAspire.Gateway.Bff;

/// <summary>How browsers log in and what their cookie may do; section <c>Bff</c>.</summary>
internal sealed class BffOptions
{
    public const string Section = "Bff";

    /// <summary>This gateway's registration at the issuer. Default: <c>gateway-bff</c>.</summary>
    public string ClientId { get; set; } = "gateway-bff";

    /// <summary>Its secret. Required.</summary>
    public string ClientSecret { get; set; } = "";

    /// <summary>The https URL under which browsers know this gateway; the issuer sends them back to it. Required.</summary>
    public string PublicUrl { get; set; } = "";

    /// <summary>What a login asks for, separated by spaces. Required; appsettings.json has it.</summary>
    public string Scope { get; set; } = "";

    /// <summary>What the keys of the cookies are derived from, at least 32 random characters, the same on every replica. Required.</summary>
    public string CookieSecret { get; set; } = "";

    /// <summary>The secret before this one, or the next one: its cookies are read, and none are written. Default: none.</summary>
    public string PreviousCookieSecret { get; set; } = "";

    /// <summary>How long after logging in a browser must log in again, whatever it did in between. The refresh family may end it earlier. Default: 12 hours.</summary>
    public TimeSpan SessionLifetime { get; set; } = TimeSpan.FromHours(12);

    /// <summary>How long before its end an access token is refreshed, and half its life before where that is short. Default: 1 minute.</summary>
    public TimeSpan RefreshBefore { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>How long a person may take at the issuer's login page. Default: 15 minutes.</summary>
    public TimeSpan LoginTimeout { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>How long one question to the issuer may take. Default: 5 seconds.</summary>
    public TimeSpan IssuerTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Where the page finds a trace, with <c>{traceId}</c> in it. Default: none, the page shows the identifier alone.</summary>
    public string TraceUrl { get; set; } = "";
}
