using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.Features.Authentication;
using Microsoft.Extensions.Primitives;

namespace TokenAspire.ResourceServer;

/// <summary>
/// Answers for the authentication and authorization middleware where both could only say what the token says: it is good,
/// and it satisfies everything the endpoint's policy asks for. It lets requests through and never refuses one: any doubt,
/// and every refusal, is theirs.
/// </summary>
internal sealed class FastLane(
    TokenAuthenticator tokens,
    RequestAuthenticator requests,
    EndpointPolicies policies,
    FastLaneSurvey survey,
    VerificationOutcome outcome)
{
    // What the endpoint middleware looks for, lest an endpoint be run whose policy nobody has applied.
    private const string AuthorizationInvoked = "__AuthorizationMiddlewareWithEndpointInvoked";

    private static readonly object Invoked = new();

    private RequestDelegate _authenticate = null!;
    private RequestDelegate _authorize = null!;
    private RequestDelegate _next = null!;

    /// <summary>Puts the lane around the middleware that it spares: the ways out are noted where they come past.</summary>
    public void Enclose(IApplicationBuilder app)
    {
        app.Use(next =>
        {
            _authenticate = next;
            return InvokeAsync;
        });
        app.UseAuthentication();
        app.Use(next => _authorize = next);
        app.UseAuthorization().UseMiddleware<AcceptedTokenMiddleware>();
        app.Use(next => _next = next);
    }

    private Task InvokeAsync(HttpContext context)
    {
        StringValues authorization = context.Request.Headers.Authorization;
        if (authorization.Count != 1 || !BearerCredentials.TryRead(authorization[0], out ReadOnlySpan<char> token) || token.IsEmpty)
        {
            return _authenticate(context);
        }

        return survey.Conditions switch
        {
            null => LookAroundAsync(context),
            { Authentication: false } => _authenticate(context),
            FastLaneConditions conditions => DecideAsync(context, token, conditions),
        };
    }

    private async Task LookAroundAsync(HttpContext context)
    {
        await survey.LookAsync(context.RequestServices);
        await _authenticate(context);
    }

    private Task DecideAsync(HttpContext context, ReadOnlySpan<char> token, FastLaneConditions conditions) =>
        tokens.Recall(token) is { } known
            ? FollowAsync(context, known, conditions)
            : VerifyAsync(context, token.ToString(), conditions);

    private async Task VerifyAsync(HttpContext context, string token, FastLaneConditions conditions)
    {
        VerificationResult? result = await requests.AuthenticateAsync(context, token);
        await (result is { } decided ? FollowAsync(context, decided, conditions) : _authenticate(context));
    }

    private Task FollowAsync(HttpContext context, VerificationResult decided, FastLaneConditions conditions)
    {
        if (decided.Refusal is not { } reason)
        {
            return PassAsync(context, decided.Token!, conditions);
        }

        context.Features.Set(new LaneRefusal(reason));
        return _authenticate(context);
    }

    private Task PassAsync(HttpContext context, AccessToken token, FastLaneConditions conditions)
    {
        // By index: setting them by type parameter takes longer than all that was decided.
        FastLaneTicket ticket = new(token, context.Request);
        IFeatureCollection features = context.Features;
        features[typeof(IHttpAuthenticationFeature)] = ticket;
        features[typeof(IAuthenticateResultFeature)] = ticket;
        features[typeof(IAuthenticationFeature)] = ticket;
        features[typeof(IAccessTokenFeature)] = ticket;
        return conditions.Authorization && context.GetEndpoint() is { } endpoint
            ? AuthorizeAsync(context, endpoint, token, ticket)
            : _authorize(context);
    }

    private Task AuthorizeAsync(HttpContext context, Endpoint endpoint, AccessToken token, FastLaneTicket ticket)
    {
        if (!policies.TryFind(endpoint, out EndpointPolicy? policy))
        {
            ticket.AwaitsPolicyOf = endpoint;
            return _authorize(context);
        }

        if (!policy.Allows(token))
        {
            return _authorize(context);
        }

        context.Items[AuthorizationInvoked] = Invoked;
        outcome.TokenAccepted(context);
        return _next(context);
    }
}
