using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using TokenAspire.ResourceServer;

namespace TokenAspire.Propagation;

/// <summary>
/// Why a downstream did not do what was asked. Nothing of its body is passed on except the reason, and that only if it
/// is one of the closed set.
/// </summary>
/// <param name="Status">The downstream's status; 503 if it could not be reached.</param>
/// <param name="Reason">Its reason for refusing the token.</param>
/// <param name="Scope">The scope that the token lacks, as the service that refused it says.</param>
/// <param name="RetryAfter">When it may be asked again.</param>
public sealed partial record DownstreamRefusal(
    HttpStatusCode Status, string? Reason = null, string? Scope = null, TimeSpan? RetryAfter = null)
{
    private static readonly TimeSpan DefaultRetryAfter = TimeSpan.FromSeconds(5);

    private static readonly HashSet<string> Reasons =
        Enum.GetValues<RefusalReason>().Select(RefusalReasons.ToWire).ToHashSet(StringComparer.Ordinal);

    /// <summary>No answer came: the connection failed, time ran out, or its circuit is open.</summary>
    public static DownstreamRefusal Unreachable { get; } = new(HttpStatusCode.ServiceUnavailable);

    /// <summary>An answer came that is not what the service promises.</summary>
    public static DownstreamRefusal Unintelligible { get; } = new(HttpStatusCode.BadGateway);

    /// <summary>Reads a response that is not a success.</summary>
    public static async Task<DownstreamRefusal> ReadAsync(HttpResponseMessage response, string? scope, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(response);
        string? reason = await ReadReasonAsync(response, cancellationToken);
        return new DownstreamRefusal(response.StatusCode, reason, ReadScope(response) ?? scope, response.Headers.RetryAfter?.Delta);
    }

    /// <summary>
    /// What the caller is told. A token that the downstream does not take for want of a scope (or of every scope of it,
    /// and so of its audience) is the caller's to mend: 403. A token refused for another reason is refused here too.
    /// What ails the downstream itself is 503, never a 500.
    /// </summary>
    public IResult ToResult() => Status switch
    {
        HttpStatusCode.Forbidden => Refusal.InsufficientScope(Scope),
        HttpStatusCode.Unauthorized when Reason is null or "wrong_audience" => Refusal.InsufficientScope(Scope),
        HttpStatusCode.Unauthorized => Refusal.InvalidToken(Reason),
        HttpStatusCode.TooManyRequests or HttpStatusCode.RequestTimeout or >= HttpStatusCode.InternalServerError and not HttpStatusCode.BadGateway =>
            Refusal.Unavailable(Reason, RetryAfter ?? DefaultRetryAfter),
        _ => TypedResults.Problem(statusCode: StatusCodes.Status502BadGateway, detail: "A service this one depends on gave an unexpected answer."),
    };

    // {"type":"…","title":"Unauthorized","status":401,"reason":"revoked_session"}
    private static async Task<string?> ReadReasonAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if (response.Content.Headers.ContentType?.MediaType is not "application/problem+json")
        {
            return null;
        }

        try
        {
            await using Stream body = await response.Content.ReadAsStreamAsync(cancellationToken);
            using JsonDocument problem = await JsonDocument.ParseAsync(body, cancellationToken: cancellationToken);
            return problem.RootElement.ValueKind == JsonValueKind.Object
                && problem.RootElement.TryGetProperty("reason", out JsonElement reason)
                && reason.ValueKind == JsonValueKind.String
                && Reasons.Contains(reason.GetString()!)
                    ? reason.GetString()
                    : null;
        }
        catch (JsonException)
        {
            return null; // a body that says nothing we understand; the status still counts
        }
    }

    // RFC 6750 section 3: WWW-Authenticate: Bearer error="insufficient_scope", scope="shipping:write"
    private static string? ReadScope(HttpResponseMessage response) =>
        response.Headers.WwwAuthenticate
            .Where(challenge => challenge.Scheme.Equals("Bearer", StringComparison.OrdinalIgnoreCase))
            .Select(challenge => ScopeParameter().Match(challenge.Parameter ?? ""))
            .Where(match => match.Success)
            .Select(match => match.Groups["scope"].Value)
            .FirstOrDefault();

    [GeneratedRegex("""(^|[\s,])scope="(?<scope>[a-z:._\- ]{1,200})"(,|\s|$)""", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex ScopeParameter();
}
