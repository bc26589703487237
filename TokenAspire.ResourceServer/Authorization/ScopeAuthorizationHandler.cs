using System.Security.Claims;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;

namespace TokenAspire.ResourceServer;

/// <summary>Authorization failed for a reason of the closed set rather than for want of a scope.</summary>
internal sealed class TokenRefusedFailure(IAuthorizationHandler handler, RefusalReason reason)
    : AuthorizationFailureReason(handler, reason.ToWire())
{
    public RefusalReason Refusal { get; } = reason;
}

/// <summary>Looks for the scope, and for the sensitive tier at the revocations once more.</summary>
internal sealed class ScopeAuthorizationHandler(
    IHttpContextAccessor contexts,
    RevocationGate revocation) : AuthorizationHandler<ScopeRequirement>
{
    protected override async Task HandleRequirementAsync(AuthorizationHandlerContext context, ScopeRequirement requirement)
    {
        if (!IsGranted(context.User, requirement.Scope))
        {
            return;
        }

        if (requirement.Tier == RiskTier.Sensitive && await CheckSensitiveAsync() is { } reason)
        {
            context.Fail(new TokenRefusedFailure(this, reason));
            return;
        }

        context.Succeed(requirement);
    }

    // RFC 9068 section 2.2.3: one string, scopes separated by spaces.
    private static bool IsGranted(ClaimsPrincipal user, string scope) => user is VerifiedUser { Untouched: { } token }
        ? token.HasScope(scope)
        : user.FindFirst("scope")?.Value.Split(' ').Contains(scope, StringComparer.Ordinal) ?? false;

    // Without a token of this request there is nothing that could be shown not to be revoked.
    private async ValueTask<RefusalReason?> CheckSensitiveAsync() =>
        contexts.HttpContext is { } request && request.Features.Get<IAccessTokenFeature>() is { } token
            ? await revocation.CheckSensitiveAsync(token.Identity, request.RequestAborted)
            : RefusalReason.RevocationUnavailable;
}
