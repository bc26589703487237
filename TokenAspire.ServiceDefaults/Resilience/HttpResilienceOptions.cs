namespace TokenAspire.ServiceDefaults.Resilience;

/// <summary>
/// How every HTTP client of a service treats a downstream that is slow, failing or gone. Configuration section
/// <c>HttpResilience</c>. The parts, from the outside in: concurrency limit, total time-out, retry (one set per
/// downstream), then circuit breaker and attempt time-out (one set per instance of it).
/// </summary>
public sealed class HttpResilienceOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "HttpResilience";

    /// <summary>Requests to one downstream at a time; one more fails at once. Default 1000.</summary>
    public int ConcurrencyLimit { get; set; } = 1000;

    /// <summary>The longest a call takes until its response headers, retries included. Default 30 s.</summary>
    public TimeSpan TotalTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>The longest one attempt takes until its response headers. Default 10 s.</summary>
    public TimeSpan AttemptTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Attempts after the first, for idempotent methods and transient failures, and for any method that an open circuit has held back. Default 3; 0 turns retrying off.</summary>
    public int Retries { get; set; } = 3;

    /// <summary>The delay before the first retry; it grows exponentially, with jitter. Default 200 ms.</summary>
    public TimeSpan RetryDelay { get; set; } = TimeSpan.FromMilliseconds(200);

    /// <summary>The longest delay before a retry; a longer <c>Retry-After</c> goes to the caller instead. Default 5 s.</summary>
    public TimeSpan MaxRetryDelay { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>The share of failed attempts that opens the circuit, above 0 and up to 1. Default 0.5.</summary>
    public double FailureRatio { get; set; } = 0.5;

    /// <summary>Attempts within <see cref="SamplingDuration"/> below which the circuit stays closed, at least 2. Default 20.</summary>
    public int MinimumThroughput { get; set; } = 20;

    /// <summary>The time over which failures are counted, at least 500 ms. Default 30 s.</summary>
    public TimeSpan SamplingDuration { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// How long an open circuit refuses before it lets one attempt through, at least 500 ms. Default 500 ms: shorter than
    /// the retries last, so that a request meets the instance that is back.
    /// </summary>
    public TimeSpan BreakDuration { get; set; } = TimeSpan.FromMilliseconds(500);
}
