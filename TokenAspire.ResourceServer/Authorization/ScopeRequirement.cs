using Microsoft.AspNetCore.Authorization;

namespace TokenAspire.ResourceServer;

/// <summary>The token must have been granted the scope, and revocation must be known as recently as the tier asks.</summary>
internal sealed class ScopeRequirement(string scope, RiskTier tier) : IAuthorizationRequirement
{
    public string Scope { get; } = scope;

    public RiskTier Tier { get; } = tier;

    public override string ToString() => $"scope {Scope}, tier {Tier}";
}
