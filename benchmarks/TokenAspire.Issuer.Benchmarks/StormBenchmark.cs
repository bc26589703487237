using System.Net.Sockets;
using Npgsql;
using TokenAspire.Load;

namespace TokenAspire.Issuer.Benchmarks;

/// <summary>
/// 10,000 clients that refresh at the same moment, as after an outage, each over a connection of its own. A client that
/// has no successor within 10 seconds, whatever it was answered instead, is an error.
/// </summary>
internal static class StormBenchmark
{
    private const int Families = 10_000;
    private const int WarmUps = 2_000;
    private const int WarmUpConnections = 20;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    public static async Task RunAsync(string issuerProgram)
    {
        await using Stores stores = await Stores.StartAsync();
        await using ServerProcess issuer = await IssuerServer.StartAsync(issuerProgram, stores);
        await using NpgsqlDataSource database = NpgsqlDataSource.Create(stores.Postgres);
        await WarmUpAsync(issuer, await RefreshFamilies.SeedAsync(database, WarmUps, IssuerServer.Es256Scope));

        byte[][] requests = [.. (await RefreshFamilies.SeedAsync(database, Families, IssuerServer.Es256Scope)).Select(RefreshFamilies.RefreshRequest)];
        HttpConnection[] connections = new HttpConnection[Families];
        await Parallel.ForAsync(0, Families, async (index, _) => connections[index] = await HttpConnection.OpenAsync(issuer.Port));

        long begun = TimeProvider.System.GetTimestamp();
        double?[] milliseconds = await Task.WhenAll(requests.Select((request, index) => RefreshAsync(connections[index], request, begun)));
        TimeSpan elapsed = TimeProvider.System.GetElapsedTime(begun);
        Array.ForEach(connections, connection => connection.Dispose());

        double[] answered = [.. milliseconds.OfType<double>()];
        Figure.Print("errors", Families - answered.Length, "families");
        Figure.Print("p50_ms", Figure.Percentile(answered, 0.50), "ms");
        Figure.Print("p99_ms", Figure.Percentile(answered, 0.99), "ms");
        Figure.Print("seconds", elapsed.TotalSeconds, "s");
    }

    private static async Task WarmUpAsync(ServerProcess issuer, string[] tokens)
    {
        await Parallel.ForEachAsync(tokens.Chunk(WarmUps / WarmUpConnections), new ParallelOptions { MaxDegreeOfParallelism = WarmUpConnections }, async (chunk, _) =>
        {
            using HttpConnection connection = await HttpConnection.OpenAsync(issuer.Port);
            foreach (string token in chunk)
            {
                RefreshFamilies.ReadSuccessor(await connection.ExchangeAsync(RefreshFamilies.RefreshRequest(token)));
            }
        });
    }

    // Null for a client that went without.
    private static async Task<double?> RefreshAsync(HttpConnection connection, byte[] request, long begun)
    {
        try
        {
            HttpAnswer answer = await connection.ExchangeAsync(request);
            TimeSpan elapsed = TimeProvider.System.GetElapsedTime(begun);
            return answer.Status == 200 && elapsed < Limit ? elapsed.TotalMilliseconds : null;
        }
        catch (Exception exception) when (exception is SocketException or InvalidOperationException)
        {
            return null;
        }
    }
}
