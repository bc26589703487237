using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Infrastructure;
using Microsoft.AspNetCore.Http;

namespace TokenAspire.ResourceServer;

/// <summary>
/// An endpoint's whole policy as far as a token alone can satisfy it. It can only let a request through; whatever it does
/// not, the authorization middleware decides and answers.
/// </summary>
internal sealed class EndpointPolicy
{
    private static readonly EndpointPolicy Nobody = new(demands: null);

    private readonly Func<AccessToken, bool>[]? _demands;

    private EndpointPolicy(Func<AccessToken, bool>[]? demands) => _demands = demands;

    /// <summary>Lets nobody through when the policy asks for anything that is not known here to the letter.</summary>
    public static EndpointPolicy From(AuthorizationPolicy policy)
    {
        // Schemes of its own: the user would be another one.
        if (policy.AuthenticationSchemes.Count > 0)
        {
            return Nobody;
        }

        Func<AccessToken, bool>?[] demands = [.. policy.Requirements.Select(Demand)];
        return Array.TrueForAll(demands, static demand => demand is not null) ? new EndpointPolicy(demands!) : Nobody;
    }

    /// <summary>Whether the token satisfies all of it.</summary>
    public bool Allows(AccessToken token)
    {
        if (_demands is null)
        {
            return false;
        }

        foreach (Func<AccessToken, bool> demand in _demands)
        {
            if (!demand(token))
            {
                return false;
            }
        }

        return true;
    }

    // Exactly these types: a derived one may ask for more. Values in anything but an array may change while the
    // application runs. The sensitive tier waits for the replica, which is not for here.
    private static Func<AccessToken, bool>? Demand(IAuthorizationRequirement requirement) => requirement switch
    {
        ScopeRequirement { Tier: RiskTier.Standard } scope => token => token.HasScope(scope.Scope),
        AudienceRequirement audience => token => token.HasClaim("aud", audience.Resource),
        DenyAnonymousAuthorizationRequirement when IsExactly<DenyAnonymousAuthorizationRequirement>(requirement) => static _ => true,
        ClaimsAuthorizationRequirement { AllowedValues: null or string[] } claims when IsExactly<ClaimsAuthorizationRequirement>(claims) =>
            token => token.HasClaim(claims.ClaimType, claims.AllowedValues is string[] { Length: > 0 } values ? values : null),
        RolesAuthorizationRequirement { AllowedRoles: string[] roles } when IsExactly<RolesAuthorizationRequirement>(requirement) =>
            token => token.HasClaim(AccessToken.RoleClaimType, roles),
        _ => null,
    };

    private static bool IsExactly<T>(IAuthorizationRequirement requirement) => requirement.GetType() == typeof(T);
}

/// <summary>
/// The policies of endpoints as the authorization middleware worked them out. They are learned from it and not worked out
/// here a second time: which metadata make up a policy is its knowledge alone, and changes with its versions.
/// </summary>
internal sealed class EndpointPolicies
{
    // An endpoint that is replaced while the application runs takes its policy with it.
    private readonly ConditionalWeakTable<Endpoint, EndpointPolicy> _known = [];

    public bool TryFind(Endpoint endpoint, [NotNullWhen(true)] out EndpointPolicy? policy) => _known.TryGetValue(endpoint, out policy);

    /// <summary>
    /// Keeps the policy that the authorization middleware has just applied to this request, if it was awaited: anyone else
    /// may answer by some other policy too.
    /// </summary>
    public void Learn(HttpContext context, AuthorizationPolicy policy)
    {
        if (context.Features.Get<IAccessTokenFeature>() is FastLaneTicket { AwaitsPolicyOf: { } endpoint } ticket)
        {
            ticket.AwaitsPolicyOf = null;
            _known.AddOrUpdate(endpoint, EndpointPolicy.From(policy));
        }
    }
}
