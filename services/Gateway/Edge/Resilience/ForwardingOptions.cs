namespace TokenAspire.Gateway.Edge.Resilience;

/// <summary>How the gateway treats the services behind it; section <c>Forwarding</c>. Health checks are YARP's, in <c>ReverseProxy</c>.</summary>
internal sealed class ForwardingOptions
{
    public const string Section = "Forwarding";

    /// <summary>Requests to one service at a time; one more is answered with 503 at once. Default: 4,000.</summary>
    public int ConcurrencyLimit { get; set; } = 4_000;

    /// <summary>How long opening a connection to an instance may take. Default: 2 seconds.</summary>
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>
    /// Attempts after the first, for requests that never reached an instance and for idempotent ones without a body.
    /// Default: 2; 0 turns retrying off.
    /// </summary>
    public int Retries { get; set; } = 2;

    /// <summary>
    /// The delay before a retry where there is no other instance to turn to; it doubles, with jitter. Default: 100 ms.
    /// </summary>
    public TimeSpan RetryDelay { get; set; } = TimeSpan.FromMilliseconds(100);

    /// <summary>
    /// How long a service is left alone that has failed ten times in a row; then one request is let through to see.
    /// Default: 200 ms.
    /// </summary>
    public TimeSpan BreakDuration { get; set; } = TimeSpan.FromMilliseconds(200);
}
