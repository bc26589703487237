using System.Net.Sockets;
using Microsoft.AspNetCore.Diagnostics;
using Npgsql;

namespace TokenAspire.Issuer.Store;

/// <summary>
/// While Postgres is away, whatever needs it is answered with 503 and <c>Retry-After</c>; discovery
/// and JWKS are answered from memory and never come here.
/// </summary>
internal sealed class StoreUnavailableHandler(
    IProblemDetailsService problems, StoreStatus status, ILogger<StoreUnavailableHandler> logger) : IExceptionHandler
{
    private const string RetryAfterSeconds = "2";

    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        if (!IsUnavailability(exception))
        {
            return false;
        }

        if (exception is not PostgresException and NpgsqlException { InnerException: SocketException or IOException })
        {
            // The others need not find out for themselves.
            status.Note(answers: false);
        }

        Log.StoreUnavailable(logger, exception);
        httpContext.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        httpContext.Response.Headers.RetryAfter = RetryAfterSeconds;
        httpContext.Response.Headers.CacheControl = "no-store";
        await problems.TryWriteAsync(new ProblemDetailsContext
        {
            HttpContext = httpContext,
            ProblemDetails = { Status = StatusCodes.Status503ServiceUnavailable, Title = "The token store cannot be reached." },
        });
        return true;
    }

    // A statement that Postgres refused is a defect of ours (500); Entity Framework wraps what it gets.
    private static bool IsUnavailability(Exception? exception) => exception switch
    {
        null => false,
        PostgresException refused => refused.IsTransient,
        NpgsqlException => true,
        _ => IsUnavailability(exception.InnerException),
    };
}
