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
internal sealed class ScopeAuthorizationHandler(RevocationGate revocation, ProofGate proofs) : AuthorizationHandler<ScopeRequirement>
{
    protected override async Task HandleRequirementAsync(AuthorizationHandlerContext context, ScopeRequirement requirement)
    {
        if (!IsGranted(context.User, requirement.Scope))
        {
            return;
        }

        if (requirement.Tier == RiskTier.Sensitive && await CheckSensitiveAsync(context) is { } reason)
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

    // The user brings its token along; where the application has put another in its place, the request has it. Without
    // a token there is nothing that could be shown not to be revoked.
    private async ValueTask<RefusalReason?> CheckSensitiveAsync(AuthorizationHandlerContext context)
    {
        HttpContext? request = context.Resource as HttpContext;
        IAccessTokenFeature? token = (context.User as VerifiedUser)?.Token ?? request?.Features.Get<IAccessTokenFeature>();
        return token is null
            ? RefusalReason.RevocationUnavailable
            : await revocation.CheckSensitiveAsync(token.Identity, token.Key, request?.RequestAborted ?? CancellationToken.None)
                ?? proofs.CheckSensitive(request, context.User);
    }
}
