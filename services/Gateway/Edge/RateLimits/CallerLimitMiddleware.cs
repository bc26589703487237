using TokenAspire.ResourceServer;
using TokenAspire.Revocation;

namespace TokenAspire.Gateway.Edge.RateLimits;

/// <summary>What a client, and a person, may ask; after the verification, so that nobody spends another's.</summary>
internal sealed class CallerLimitMiddleware(RequestDelegate next, LimitTables tables, LimitRefusal refusal)
{
    public Task InvokeAsync(HttpContext context)
    {
        if (context.GetTokenIdentity() is not { } token)
        {
            return next(context);
        }

        if (!tables.Clients.TryTake(token.ClientId, out TimeSpan retryAfter))
        {
            return refusal.WriteAsync(context, Limit.Client, retryAfter);
        }

        // A client that calls for itself is its own subject.
        return token.Subject == token.ClientId || tables.Subjects.TryTake(token.Subject, out retryAfter)
            ? next(context)
            : refusal.WriteAsync(context, Limit.Subject, retryAfter);
    }
}
