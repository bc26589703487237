namespace TokenAspire.Gateway.Edge.Routes;

/// <summary>
/// The policies that routes name, section <c>RoutePolicies</c>: what the gateway asks of a token before it passes. It is
/// the baseline; what a service's own rules ask besides is that service's business.
/// </summary>
internal sealed class RoutePolicyOptions
{
    public const string Section = "RoutePolicies";

    public IDictionary<string, RoutePolicy> Policies { get; } = new Dictionary<string, RoutePolicy>(StringComparer.OrdinalIgnoreCase);
}

/// <summary>What one policy asks of a token.</summary>
internal sealed class RoutePolicy
{
    /// <summary>The API resource that <c>aud</c> has to name, one of <c>TokenVerification:Audiences</c>. Required.</summary>
    public string Audience { get; set; } = "";

    /// <summary>The scopes that it has to have, all of them. Default: none.</summary>
    public IList<string> Scopes { get; } = [];

    /// <summary><c>Standard</c>, or <c>Sensitive</c>, which takes a scope. Default: <c>Standard</c>.</summary>
    public string Tier { get; set; } = nameof(ResourceServer.RiskTier.Standard);
}
