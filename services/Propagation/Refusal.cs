using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;

namespace TokenAspire.Propagation;

/// <summary>
/// A refusal on the wire: status, challenge and problem body (RFC 6750 section 3, RFC 9457), as token verification
/// itself would write it.
/// </summary>
public sealed class Refusal : IResult
{
    private readonly ProblemHttpResult _problem;
    private readonly string? _challenge;
    private readonly TimeSpan? _retryAfter;

    private Refusal(
        int status, string title, (string Name, string? Value) member, string? detail = null, string? challenge = null, TimeSpan? retryAfter = null)
    {
        Dictionary<string, object?> members = new(StringComparer.Ordinal);
        if (member.Value is not null)
        {
            members[member.Name] = member.Value;
        }

        _problem = TypedResults.Problem(statusCode: status, title: title, detail: detail, extensions: members);
        _challenge = challenge;
        _retryAfter = retryAfter;
    }

    /// <summary>403: the token was not granted what a service further down asks for.</summary>
    public static Refusal InsufficientScope(string? scope) => new(
        StatusCodes.Status403Forbidden,
        "The access token does not allow this.",
        ("error", "insufficient_scope"),
        scope is null ? null : $"It takes the scope {scope}.",
        scope is null ? "Bearer error=\"insufficient_scope\"" : $"Bearer error=\"insufficient_scope\", scope=\"{scope}\"");

    /// <summary>401: the token itself is not accepted.</summary>
    public static Refusal InvalidToken(string reason) => new(
        StatusCodes.Status401Unauthorized,
        "The access token was refused.",
        ("reason", reason),
        challenge: $"Bearer error=\"invalid_token\", error_description=\"The token was refused: {reason}\"");

    /// <summary>503: something this depends on does not answer; the same request may succeed later.</summary>
    public static Refusal Unavailable(string? reason, TimeSpan retryAfter) => new(
        StatusCodes.Status503ServiceUnavailable,
        "A service this one depends on is not available.",
        ("reason", reason),
        retryAfter: retryAfter);

    /// <inheritdoc />
    public Task ExecuteAsync(HttpContext httpContext)
    {
        ArgumentNullException.ThrowIfNull(httpContext);
        httpContext.Response.Headers[HeaderNames.CacheControl] = "no-store";
        if (_challenge is not null)
        {
            httpContext.Response.Headers[HeaderNames.WWWAuthenticate] = _challenge;
        }

        if (_retryAfter is { } delay)
        {
            httpContext.Response.Headers[HeaderNames.RetryAfter] =
                Math.Max(1, (long)Math.Ceiling(delay.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        }

        return _problem.ExecuteAsync(httpContext);
    }
}
