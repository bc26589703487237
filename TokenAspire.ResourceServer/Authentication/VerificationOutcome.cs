using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace TokenAspire.ResourceServer;

/// <summary>
/// Counts and logs what finally became of a request's token, once: a token that authenticates may still be refused by
/// the policy of its endpoint, so acceptance is noted only by what comes after authorization.
/// </summary>
internal sealed class VerificationOutcome(VerificationMetrics metrics, ILogger<VerificationOutcome> logger)
{
    private static readonly object Counted = new();

    /// <summary>Notes that the request's token, if it came with a verified one, was not refused.</summary>
    public void Accepted(HttpContext context)
    {
        if (context.Features.Get<IAccessTokenFeature>() is not null)
        {
            TokenAccepted(context);
        }
    }

    /// <summary>Notes that the token this request came with was not refused.</summary>
    public void TokenAccepted(HttpContext context)
    {
        // A request passes again when it is executed again, for its error page say.
        if (context.Items.TryAdd(Counted, value: null))
        {
            Accepted();
        }
    }

    /// <summary>Notes that a token was not refused.</summary>
    public void Accepted()
    {
        metrics.Accepted();
        Log.Accepted(logger);
    }

    /// <summary>Notes a refusal and wraps it for JwtBearer.</summary>
    public TokenRefusedException Refuse(RefusalReason reason)
    {
        Refused(reason);
        return new TokenRefusedException(reason);
    }

    /// <summary>Notes why the token was refused.</summary>
    public void Refused(RefusalReason reason)
    {
        metrics.Refused(reason);
        Log.Refused(logger, reason.ToWire());
    }
}

/// <summary>Comes after authorization: whatever token arrives here has passed.</summary>
internal sealed class AcceptedTokenMiddleware(RequestDelegate next, VerificationOutcome outcome)
{
    public Task InvokeAsync(HttpContext context)
    {
        // No policy was applied, so none is to be learned: what answers by one from here on is not the middleware.
        if (context.Features.Get<IAccessTokenFeature>() is FastLaneTicket ticket)
        {
            ticket.AwaitsPolicyOf = null;
        }

        outcome.Accepted(context);
        return next(context);
    }
}
