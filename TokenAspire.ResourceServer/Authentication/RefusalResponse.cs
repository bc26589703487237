using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace TokenAspire.ResourceServer;

/// <summary>
/// The answers to refused requests: RFC 6750 section 3 in the header, RFC 9457 in the body. Nothing of the token is in them.
/// </summary>
internal static class RefusalResponse
{
    private const int RetryAfterSeconds = 5;

    /// <summary>No token came: RFC 6750 section 3.1 leaves out any error then.</summary>
    public static Task WriteTokenRequiredAsync(HttpContext context) =>
        WriteAsync(context, StatusCodes.Status401Unauthorized, "An access token is required.", "Bearer");

    /// <summary>The token was refused, or could not be decided about.</summary>
    public static Task WriteRefusedAsync(HttpContext context, RefusalReason reason)
    {
        KeyValuePair<string, object?> member = new("reason", reason.ToWire());
        if (reason.IsUnavailability())
        {
            context.Response.Headers.RetryAfter = RetryAfterSeconds.ToString(CultureInfo.InvariantCulture);
            return WriteAsync(context, StatusCodes.Status503ServiceUnavailable, "The token cannot be verified at the moment.", challenge: default, member);
        }

        return WriteAsync(
            context, StatusCodes.Status401Unauthorized, "The access token was refused.", DpopChallenge.Refused(context.Request, reason), member);
    }

    /// <summary>The token is good and not enough.</summary>
    /// <param name="context">The request.</param>
    /// <param name="scopes">The scopes it would take, as the endpoint's author wrote them; none when something else is missing.</param>
    public static Task WriteForbiddenAsync(HttpContext context, IReadOnlyCollection<string> scopes)
    {
        string needed = scopes.Count == 0 ? "" : $", scope=\"{string.Join(' ', scopes)}\"";
        return WriteAsync(
            context,
            StatusCodes.Status403Forbidden,
            "The access token does not allow this.",
            DpopChallenge.InsufficientScope(context.Request, needed),
            new KeyValuePair<string, object?>("error", "insufficient_scope"));
    }

    private static Task WriteAsync(
        HttpContext context, int status, string title, StringValues challenge, params IEnumerable<KeyValuePair<string, object?>> members)
    {
        if (challenge.Count > 0)
        {
            context.Response.Headers.Append(HeaderNames.WWWAuthenticate, challenge);
        }

        context.Response.Headers.CacheControl = "no-store";
        if (context.Features.Get<JointRefusal>() is not null)
        {
            context.Response.StatusCode = status;
            return Task.CompletedTask;
        }

        return TypedResults.Problem(statusCode: status, title: title, extensions: members).ExecuteAsync(context);
    }
}

/// <summary>
/// Marks a request that several schemes refuse one after the other: each adds its header, and none may send the answer
/// off before the next has added its own.
/// </summary>
internal sealed class JointRefusal
{
    public static readonly JointRefusal Instance = new();
}
