using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.Options;
using TokenAspire.ResourceServer;

namespace TokenAspire.Gateway.Edge.Routes;

/// <summary>Makes policies of what the configuration says.</summary>
internal sealed class RoutePolicies(IOptions<RoutePolicyOptions> options) : IConfigureOptions<AuthorizationOptions>
{
    public void Configure(AuthorizationOptions authorization)
    {
        foreach ((string name, RoutePolicy policy) in options.Value.Policies)
        {
            authorization.AddPolicy(name, builder => Build(builder, policy));
        }
    }

    private static void Build(AuthorizationPolicyBuilder builder, RoutePolicy policy)
    {
        builder.RequireAudience(policy.Audience);
        foreach (string scope in policy.Scopes)
        {
            builder.RequireScope(scope, Enum.Parse<RiskTier>(policy.Tier));
        }
    }
}
