namespace TokenAspire.Gateway.Edge.Requests;

/// <summary>How large and how slow a request may be; section <c>RequestLimits</c>.</summary>
internal sealed class RequestLimitOptions
{
    public const string Section = "RequestLimits";

    /// <summary>The longest body, in bytes. Default: 1 MiB.</summary>
    public long BodyBytes { get; set; } = 1 << 20;

    /// <summary>All headers together, in bytes; a session's cookie may take half of that. Default: 32 KiB.</summary>
    public int HeaderBytes { get; set; } = 32 * 1024;

    /// <summary>How many headers. Default: 64.</summary>
    public int HeaderCount { get; set; } = 64;

    /// <summary>The longest method, path and query, in bytes. Default: 8 KiB.</summary>
    public int LineBytes { get; set; } = 8 * 1024;

    /// <summary>How long the headers may take to arrive. Default: 10 seconds.</summary>
    public TimeSpan HeadersTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a connection may be idle. Default: 2 minutes.</summary>
    public TimeSpan IdleTimeout { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>The slowest that a body may come and an answer be taken, in bytes a second. Default: 240.</summary>
    public double BytesPerSecond { get; set; } = 240;

    /// <summary>How long it may be slower than that. Default: 5 seconds.</summary>
    public TimeSpan SlowTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How many connections at a time; one more is closed. Default: 50,000.</summary>
    public long Connections { get; set; } = 50_000;
}
