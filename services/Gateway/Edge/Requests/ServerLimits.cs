using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;

namespace TokenAspire.Gateway.Edge.Requests;

/// <summary>Gives the server the limits; it refuses with 400, 408, 413, 414 or 431 and closes the connection.</summary>
internal sealed class ServerLimits(IOptions<RequestLimitOptions> options) : IConfigureOptions<KestrelServerOptions>
{
    // RFC 9112 section 2.2 lets a server take a bare line feed for the end of a line; a proxy in front may not have.
    private const string NoBareLineFeeds = "Microsoft.AspNetCore.Server.Kestrel.DisableHttp1LineFeedTerminators";
    private const int StreamsPerConnection = 100;

    public void Configure(KestrelServerOptions server)
    {
        AppContext.SetSwitch(NoBareLineFeeds, isEnabled: true);
        RequestLimitOptions limits = options.Value;
        server.Limits.MaxRequestBodySize = limits.BodyBytes;
        server.Limits.MaxRequestHeadersTotalSize = limits.HeaderBytes;
        server.Limits.MaxRequestHeaderCount = limits.HeaderCount;
        server.Limits.MaxRequestLineSize = limits.LineBytes;
        server.Limits.MaxRequestBufferSize = Math.Max(limits.LineBytes + limits.HeaderBytes, 1 << 20);
        server.Limits.RequestHeadersTimeout = limits.HeadersTimeout;
        server.Limits.KeepAliveTimeout = limits.IdleTimeout;
        server.Limits.MinRequestBodyDataRate = new MinDataRate(limits.BytesPerSecond, limits.SlowTimeout);
        server.Limits.MinResponseDataRate = new MinDataRate(limits.BytesPerSecond, limits.SlowTimeout);
        server.Limits.MaxConcurrentConnections = limits.Connections;
        server.Limits.Http2.MaxStreamsPerConnection = StreamsPerConnection;
        server.Limits.Http2.MaxRequestHeaderFieldSize = limits.HeaderBytes;
    }
}
