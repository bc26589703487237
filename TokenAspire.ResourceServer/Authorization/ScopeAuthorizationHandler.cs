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
    RevocationGate revocation,
    ProofGate proofs) : AuthorizationHandler<ScopeRequirement>
{
    protected override async Task HandleRequirementAsync(AuthorizationHandlerContext context, ScopeRequirement requirement)
    {
        // RFC 9068 section 2.2.3: one string, scopes separated by spaces.
        bool isGranted = context.User.FindFirst("scope")?.Value.Split(' ').Contains(requirement.Scope, StringComparer.Ordinal) ?? false;
        if (!isGranted)
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

    // Without a token of this request there is nothing that could be shown not to be revoked.
    private async ValueTask<RefusalReason?> CheckSensitiveAsync() =>
        contexts.HttpContext is { } request && request.Features.Get<IAccessTokenFeature>() is { } token
            ? await revocation.CheckSensitiveAsync(token.Identity, request.RequestAborted) ?? proofs.CheckSensitive(request)
            : RefusalReason.RevocationUnavailable;
}
