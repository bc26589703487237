using System.Security.Cryptography;
using TokenAspire.Load;
using TokenAspire.ResourceServer.Benchmarks;

namespace TokenAspire.Gateway.Benchmarks;

/// <summary>Starts the programs, each with the settings that it would have in production.</summary>
internal sealed class Proxies(SampleIssuer issuer, int backendPort, string revocations, byte[] probe)
{
    private static readonly (string, string) Production = ("DOTNET_ENVIRONMENT", "Production");

    // As the SDK sets it for web applications.
    private static readonly (string, string) ServerCollector = ("DOTNET_gcServer", "1");

    // As the gateway has them; what is compared is what it does beyond forwarding.
    private static readonly (string, string) NoSpinning = ("DOTNET_ThreadPool_UnfairSemaphoreSpinLimit", "0");
    private static readonly (string, string) WorkstationCollector = ("DOTNET_gcServer", "0");

    // All the load comes from one address and one client; the code runs as ever, and nothing reaches this.
    private static readonly (string, string)[] NoRateLimits =
    [
        .. from limit in new[] { "Address", "RefusedTokens", "Client", "Subject" }
           from setting in new[] { "PerSecond", "Burst" }
           select ($"RateLimits__{limit}__{setting}", "1000000"),
    ];

    private readonly int _collectorPort = ServerProcess.TakePort();

    private string Orders => ServerProcess.Url(backendPort);

    // What deploy/kubernetes sets, by the protocol that the collector here speaks; everything is sampled, as by default.
    private (string, string)[] Telemetry =>
    [
        ("OTEL_EXPORTER_OTLP_ENDPOINT", ServerProcess.Url(_collectorPort, "http")),
        ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"),
        ("OTEL_DOTNET_EXPERIMENTAL_OTLP_RETRY", "in_memory"),
    ];

    public Task<ServerProcess> StartBackendAsync(byte[] question) => ServerProcess.StartAsync(
        Environment.ProcessPath!,
        [Backend.Name],
        backendPort,
        port => TlsConnection.IsAnsweredAsync(port, question),
        Production,
        ServerCollector,
        NoSpinning,
        ("ASPNETCORE_URLS", $"{Orders};{ServerProcess.Url(_collectorPort, "http")}"),
        (Key(Backend.Discovery), issuer.Discovery),
        (Key(Backend.KeySet), issuer.KeySet));

    public Task<ServerProcess> StartBareAsync(string kind)
    {
        int port = ServerProcess.TakePort();
        (string, string)[] telemetry = kind == BareProxy.Observed ? Telemetry : [];
        return ServerProcess.StartAsync(
            Environment.ProcessPath!,
            [kind],
            port,
            IsReadyAsync,
            [Production, WorkstationCollector, NoSpinning, ("ASPNETCORE_URLS", ServerProcess.Url(port)), (BareProxy.Destination, Orders), .. telemetry]);
    }

    public Task<ServerProcess> StartGatewayAsync(string program, bool observed)
    {
        int port = ServerProcess.TakePort();
        (string, string)[] telemetry = observed ? Telemetry : [];
        return ServerProcess.StartAsync(
            program,
            [],
            port,
            IsReadyAsync,
            [
                Production,
                ("ASPNETCORE_URLS", ServerProcess.Url(port)),
                ("ConnectionStrings__revocations", revocations),
                ("TokenVerification__Authority", Orders),
                ("TokenVerification__ProofOfPossession__PublicUrls__0", ServerProcess.Url(port)),
                ("Bff__PublicUrl", ServerProcess.Url(port)),
                ("Bff__ClientSecret", NewSecret()),
                ("Bff__CookieSecret", NewSecret()),
                ("services__orders__https__0", Orders),
                ("services__inventory__https__0", Orders),
                .. NoRateLimits,
                .. telemetry,
            ]);
    }

    private Task<bool> IsReadyAsync(int port) => TlsConnection.IsAnsweredAsync(port, probe);

    private static string Key(string setting) => setting.Replace(":", "__", StringComparison.Ordinal);

    private static string NewSecret() => RandomNumberGenerator.GetHexString(48);
}
