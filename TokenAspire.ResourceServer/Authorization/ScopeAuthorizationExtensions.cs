using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;

namespace TokenAspire.ResourceServer;

/// <summary>Says which scope an endpoint or policy needs, and how much is at stake.</summary>
public static class ScopeAuthorizationExtensions
{
    /// <summary>Lets only verified tokens through that were granted this scope.</summary>
    /// <param name="builder">The endpoint or group of endpoints.</param>
    /// <param name="scope">One scope, such as <c>orders:read</c>. Called again, it asks for another one as well.</param>
    /// <param name="tier">What happens while the revocation store cannot be reached.</param>
    public static TBuilder RequireScope<TBuilder>(this TBuilder builder, string scope, RiskTier tier = RiskTier.Standard)
        where TBuilder : IEndpointConventionBuilder =>
        builder.RequireAuthorization(policy => policy.RequireScope(scope, tier));

    /// <summary>Adds the same requirement to a policy.</summary>
    /// <param name="policy">The policy being built.</param>
    /// <param name="scope">One scope, such as <c>orders:read</c>. Called again, it asks for another one as well.</param>
    /// <param name="tier">What happens while the revocation store cannot be reached.</param>
    public static AuthorizationPolicyBuilder RequireScope(
        this AuthorizationPolicyBuilder policy, string scope, RiskTier tier = RiskTier.Standard)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(scope);
        return policy.RequireAuthenticatedUser().AddRequirements(new ScopeRequirement(scope, tier));
    }

    /// <summary>
    /// Lets only verified tokens through whose <c>aud</c> names this API resource; for an edge that accepts tokens of
    /// several. A token of another one is refused with <c>wrong_audience</c>.
    /// </summary>
    /// <param name="policy">The policy being built.</param>
    /// <param name="resource">One of <see cref="TokenVerificationOptions.Audiences"/>.</param>
    public static AuthorizationPolicyBuilder RequireAudience(this AuthorizationPolicyBuilder policy, string resource)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(resource);
        return policy.RequireAuthenticatedUser().AddRequirements(new AudienceRequirement(resource));
    }
}
