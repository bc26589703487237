namespace TokenAspire.ServiceDefaults.Resilience;

/// <summary>
/// Connections between services. By HTTP/2 one carries all requests to an instance (RFC 9113 section 5.1.2 bounds how many
/// at a time, then another is opened): a moment of slowness does not become a crowd of TLS handshakes, which would make it
/// slower, and an instance that stops says which requests it has not taken.
/// </summary>
public static class DownstreamConnections
{
    // Names are resolved anew when a connection is.
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(5);

    // A connection whose other end has silently gone would otherwise take requests until TCP gives it up, a quarter of an
    // hour. Longer than a busy instance takes to answer: with its connection all that it works on is lost.
    private static readonly TimeSpan PingDelay = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan PingTimeout = TimeSpan.FromSeconds(20);

    /// <summary>Sets what is the same for every connection to another service.</summary>
    public static void Configure(SocketsHttpHandler handler)
    {
        ArgumentNullException.ThrowIfNull(handler);
        handler.EnableMultipleHttp2Connections = true;
        handler.PooledConnectionLifetime = Lifetime;
        handler.KeepAlivePingPolicy = HttpKeepAlivePingPolicy.WithActiveRequests;
        handler.KeepAlivePingDelay = PingDelay;
        handler.KeepAlivePingTimeout = PingTimeout;
    }
}
