using System.Buffers;
using Microsoft.Extensions.Options;
using TokenAspire.ResourceServer;

namespace TokenAspire.Gateway.Edge.Routes;

/// <summary>Reports everything that is wrong with the policies, each with its fix.</summary>
internal sealed class RoutePolicyValidator(IOptions<TokenVerificationOptions> verification) : IValidateOptions<RoutePolicyOptions>
{
    // RFC 6749 section 3.3, without what no scope of ours has.
    private static readonly SearchValues<char> ScopeCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789:._-/");

    public ValidateOptionsResult Validate(string? name, RoutePolicyOptions options)
    {
        ValidateOptionsResultBuilder failures = new();
        foreach ((string policyName, RoutePolicy policy) in options.Policies)
        {
            Check(failures, $"{RoutePolicyOptions.Section}:{policyName}", policy);
        }

        return failures.Build();
    }

    private void Check(ValidateOptionsResultBuilder failures, string path, RoutePolicy policy)
    {
        if (!verification.Value.Audiences.Contains(policy.Audience))
        {
            failures.AddError($"{path}:{nameof(policy.Audience)} is '{policy.Audience}'; set it to one of TokenVerification:Audiences ({string.Join(", ", verification.Value.Audiences)}), or add it there.");
        }

        foreach (string scope in policy.Scopes.Where(scope => scope.Length == 0 || scope.AsSpan().ContainsAnyExcept(ScopeCharacters)))
        {
            failures.AddError($"{path}:{nameof(policy.Scopes)} has '{scope}'; write one scope an entry, such as orders:read.");
        }

        if (!Enum.GetNames<RiskTier>().Contains(policy.Tier))
        {
            failures.AddError($"{path}:{nameof(policy.Tier)} is '{policy.Tier}'; it is {string.Join(" or ", Enum.GetNames<RiskTier>())}.");
        }
        else if (policy.Tier == nameof(RiskTier.Sensitive) && policy.Scopes.Count == 0)
        {
            failures.AddError($"{path}:{nameof(policy.Tier)} is {policy.Tier} and there is no scope that it would be for; add one to {nameof(policy.Scopes)}.");
        }
    }
}
