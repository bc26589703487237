using Microsoft.AspNetCore.Authorization;

namespace TokenAspire.ResourceServer;

/// <summary>
/// The token must name this API resource: for an edge that accepts tokens of several, and knows for each route which
/// one lies behind it.
/// </summary>
internal sealed class AudienceRequirement(string resource) : IAuthorizationRequirement
{
    public string Resource { get; } = resource;

    public override string ToString() => $"audience {Resource}";
}

/// <summary>Refuses a token that is meant for another resource as the resource itself would: 401, <c>wrong_audience</c>.</summary>
internal sealed class AudienceAuthorizationHandler : AuthorizationHandler<AudienceRequirement>
{
    // RFC 9068 section 4: aud names the resource the request is for. Without a token at all the answer is a challenge.
    protected override Task HandleRequirementAsync(AuthorizationHandlerContext context, AudienceRequirement requirement)
    {
        if (context.User.HasClaim("aud", requirement.Resource))
        {
            context.Succeed(requirement);
        }
        else if (context.User.Identity is { IsAuthenticated: true })
        {
            context.Fail(new TokenRefusedFailure(this, RefusalReason.WrongAudience));
        }

        return Task.CompletedTask;
    }
}
