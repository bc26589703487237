using System.Text;
using TokenAspire.Load;
using TokenAspire.ResourceServer.Benchmarks;

namespace TokenAspire.Gateway.Benchmarks;

/// <summary>
/// What a request costs the gateway's process beside bare YARP and beside HAProxy with the same checks: the same route,
/// the same backend, TLS on both sides. Turns of all variants alternate; a ratio is the median of the ratios of a round.
/// </summary>
internal static class GatewayBenchmark
{
    private const int Tokens = 100;
    private const int Connections = 64;
    private const int Rounds = 80;

    // Requests, not seconds: on a busy machine a variant has to be compiled to the end all the same. Turns of a quarter of a
    // second: what a machine does to one variant meanwhile it does to the others of the round.
    private const int WarmUp = 40_000;
    private const int Turn = 1_500;

    public static async Task RunAsync(string gatewayProgram)
    {
        int backendPort = ServerProcess.TakePort();
        SampleIssuer issuer = new(ServerProcess.Url(backendPort));
        byte[][] requests = [.. Enumerable.Range(0, Tokens).Select(_ => Request("/api/orders", issuer.CreateToken()))];
        await using SampleStore store = await SampleStore.StartAsync();
        Proxies proxies = new(issuer, backendPort, store.ConnectionString, requests[0]);
        await using ServerProcess backend = await proxies.StartBackendAsync(Request("/orders", "none"));
        await using ServerProcess bare = await proxies.StartBareAsync(BareProxy.Name);
        await using ServerProcess observed = await proxies.StartBareAsync(BareProxy.Observed);
        await using ServerProcess gateway = await proxies.StartGatewayAsync(Path.GetFullPath(gatewayProgram), observed: false);
        await using ServerProcess observedGateway = await proxies.StartGatewayAsync(Path.GetFullPath(gatewayProgram), observed: true);
        int haproxyPort = ServerProcess.TakePort();
        using HaproxyConfiguration configuration = HaproxyConfiguration.Write(haproxyPort, backendPort, ServerProcess.Url(backendPort), issuer.PublicKey.ExportSubjectPublicKeyInfoPem());
        await using ServerProcess haproxy = await ServerProcess.StartAsync("haproxy", ["-db", "-q", "-f", configuration.File], haproxyPort, port => TlsConnection.IsAnsweredAsync(port, requests[0]));
        ClosedLoop[] variants = await Task.WhenAll(
            new[] { ("yarp_bare", bare), ("gateway", gateway), ("yarp_observed", observed), ("gateway_observed", observedGateway), ("haproxy_jwt", haproxy) }
                .Select(variant => ClosedLoop.ConnectAsync(variant.Item1, variant.Item2, requests, Connections)));
        foreach (ClosedLoop variant in variants)
        {
            await variant.RunAsync(WarmUp);
        }

        for (int turn = 0; turn < Rounds * variants.Length; turn++)
        {
            ClosedLoop variant = variants[turn % variants.Length];
            variant.Samples.Add(await variant.RunAsync(Turn));
        }

        Array.ForEach(variants, variant => variant.Print());
        PrintRatio("gateway_cpu_over_bare", variants[1], variants[0]);
        PrintRatio("gateway_observed_cpu_over_yarp_observed", variants[3], variants[2]);
        PrintRatio("gateway_cpu_over_haproxy_jwt", variants[1], variants[4]);
        Array.ForEach(variants, variant => variant.Dispose());
    }

    private static void PrintRatio(string name, ClosedLoop variant, ClosedLoop peer) =>
        Figure.Print(name, Figure.Median(variant.Samples.Zip(peer.Samples, static (mine, its) => mine.CpuMicroseconds / its.CpuMicroseconds)), "ratio");

    private static byte[] Request(string path, string token) =>
        Encoding.ASCII.GetBytes($"GET {path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {token}\r\nAccept: application/json\r\n\r\n");
}
