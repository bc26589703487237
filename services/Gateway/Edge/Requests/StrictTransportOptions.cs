namespace TokenAspire.Gateway.Edge.Requests;

/// <summary>How far browsers are told that this is https for good (RFC 6797); section <c>StrictTransportSecurity</c>.</summary>
internal sealed class StrictTransportOptions
{
    public const string Section = "StrictTransportSecurity";

    /// <summary>
    /// Whether it holds for every host below this one's name too, the ones that others run among them. Default: false.
    /// </summary>
    public bool IncludeSubDomains { get; set; }
}
