using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Policy;
using Microsoft.AspNetCore.Http;

namespace TokenAspire.ResourceServer;

/// <summary>
/// Answers what scope policies refuse with what was missing; everything else is answered as ASP.NET Core does.
/// </summary>
internal sealed class RefusalResultHandler(VerificationOutcome outcome, EndpointPolicies policies) : IAuthorizationMiddlewareResultHandler
{
    private readonly AuthorizationMiddlewareResultHandler _standard = new();

    public Task HandleAsync(
        RequestDelegate next, HttpContext context, AuthorizationPolicy policy, PolicyAuthorizationResult authorizeResult)
    {
        policies.Learn(context, policy);
        if (!authorizeResult.Succeeded && policy.AuthenticationSchemes.Count > 1)
        {
            context.Features.Set(JointRefusal.Instance);
        }

        if (!authorizeResult.Forbidden || authorizeResult.AuthorizationFailure is not { } failure)
        {
            return _standard.HandleAsync(next, context, policy, authorizeResult);
        }

        if (failure.FailureReasons.OfType<TokenRefusedFailure>().FirstOrDefault() is { } refused)
        {
            outcome.Refused(refused.Refusal);
            return RefusalResponse.WriteRefusedAsync(context, refused.Refusal);
        }

        // The token is good, and not enough.
        outcome.Accepted(context);
        string[] scopes = [.. failure.FailedRequirements.OfType<ScopeRequirement>().Select(requirement => requirement.Scope)];
        return scopes.Length > 0
            ? RefusalResponse.WriteForbiddenAsync(context, scopes)
            : _standard.HandleAsync(next, context, policy, authorizeResult);
    }
}
