using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using Polly;
using Polly.CircuitBreaker;
using Polly.Timeout;
using TokenAspire.ServiceDefaults.Discovery;

namespace TokenAspire.ServiceDefaults.Resilience;

/// <summary>Which requests may be sent again, and which outcomes say that this could help.</summary>
internal static class TransientFailure
{
    // RFC 9110 section 9.2.2: the idempotent methods. POST and PATCH are sent once, even when the connection fails.
    private static readonly HttpMethod[] Idempotent =
        [HttpMethod.Get, HttpMethod.Head, HttpMethod.Options, HttpMethod.Put, HttpMethod.Delete];

    /// <summary>
    /// Whether a request may be sent again: its content is in memory, and its method is idempotent or an open circuit has
    /// kept it from being sent at all.
    /// </summary>
    public static bool MayRepeat(HttpRequestMessage request, Outcome<HttpResponseMessage> outcome) =>
        (Idempotent.Contains(request.Method) || outcome.Exception is BrokenCircuitException)
        && request.Content is null or ByteArrayContent or ReadOnlyMemoryContent or JsonContent;

    /// <summary>Whether another attempt could succeed where this one failed.</summary>
    public static bool IsWorthRetrying(Outcome<HttpResponseMessage> outcome, TimeSpan longestDelay) => outcome switch
    {
        { Exception: UnknownServiceException } => false,
        { Exception: HttpRequestException or TimeoutRejectedException or BrokenCircuitException } => true,
        { Result: { } response } => IsTransient(response.StatusCode) && !(RetryAfter(response) > longestDelay),
        _ => false,
    };

    /// <summary>
    /// Whether an attempt speaks against the instance. A server error with <c>Retry-After</c> does not: that is an
    /// instance in order that refuses one request (for instance for a revocation state it does not know for certain).
    /// </summary>
    public static bool IsInstanceFailure(Outcome<HttpResponseMessage> outcome) => outcome switch
    {
        { Exception: HttpRequestException or TimeoutRejectedException } => true,
        { Result: { } response } => response.StatusCode >= HttpStatusCode.InternalServerError && response.Headers.RetryAfter is null,
        _ => false,
    };

    /// <summary>The delay a response asks for, if it does so in seconds (RFC 9110 section 10.2.3).</summary>
    public static TimeSpan? RetryAfter(HttpResponseMessage? response) =>
        response?.Headers.RetryAfter is RetryConditionHeaderValue { Delta: { } delay } ? delay : null;

    private static bool IsTransient(HttpStatusCode status) => status is
        HttpStatusCode.RequestTimeout
        or HttpStatusCode.TooManyRequests
        or HttpStatusCode.BadGateway
        or HttpStatusCode.ServiceUnavailable
        or HttpStatusCode.GatewayTimeout;
}
