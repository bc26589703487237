using System.Collections.Concurrent;
using Npgsql;
using TokenAspire.Load;

namespace TokenAspire.Issuer.Benchmarks;

/// <summary>
/// Rotations through the issuer's token endpoint beside the same statement from a bare loop, 32 connections each. Turns
/// alternate; the ratio is the median of the ratios within one round.
/// </summary>
internal static class RefreshBenchmark
{
    private const int Connections = 32;
    private const int Rounds = 15;
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Turn = TimeSpan.FromSeconds(1);

    public static async Task RunAsync(string issuerProgram)
    {
        await using Stores stores = await Stores.StartAsync();
        await using ServerProcess issuer = await IssuerServer.StartAsync(issuerProgram, stores);
        await using NpgsqlDataSource database = NpgsqlDataSource.Create(stores.Postgres);
        await RequireFsyncAsync(database);
        await using RawRotations raw = await RawRotations.PrepareAsync(
            database, await RefreshFamilies.SeedAsync(database, Connections, IssuerServer.Es256Scope));
        using Chains es256 = await Chains.StartAsync(issuer, database, IssuerServer.Es256Scope);
        using Chains rs256 = await Chains.StartAsync(issuer, database, IssuerServer.Rs256Scope);
        Func<int, ValueTask>[] variants = [raw.RotateAsync, es256.RefreshAsync, rs256.RefreshAsync];
        foreach (Func<int, ValueTask> variant in variants)
        {
            await PerSecondAsync(variant, WarmUp);
        }

        es256.Milliseconds.Clear();
        rs256.Milliseconds.Clear();
        List<double[]> rounds = [];
        for (int round = 0; round < Rounds; round++)
        {
            double[] perSecond = new double[variants.Length];
            for (int turn = 0; turn < variants.Length; turn++)
            {
                int variant = (turn + round) % variants.Length;
                perSecond[variant] = await PerSecondAsync(variants[variant], Turn);
            }

            rounds.Add(perSecond);
        }

        Print(rounds, es256, rs256);
    }

    private static void Print(List<double[]> rounds, Chains es256, Chains rs256)
    {
        Figure.Print("raw_rotation_per_second", Figure.Median(rounds.Select(round => round[0])), "rotations/s");
        Figure.Print("refresh_per_second", Figure.Median(rounds.Select(round => round[1])), "refreshes/s");
        Figure.Print("refresh_p99_ms", Figure.Percentile(es256.Milliseconds, 0.99), "ms");
        Figure.Print("refresh_over_raw", Figure.Median(rounds.Select(round => round[1] / round[0])), "ratio");
        Figure.Print("refresh_rs256_per_second", Figure.Median(rounds.Select(round => round[2])), "refreshes/s");
        Figure.Print("refresh_rs256_p99_ms", Figure.Percentile(rs256.Milliseconds, 0.99), "ms");
        Figure.Print("refresh_rs256_over_raw", Figure.Median(rounds.Select(round => round[2] / round[0])), "ratio");
    }

    private static async Task<double> PerSecondAsync(Func<int, ValueTask> rotate, TimeSpan duration)
    {
        long begun = TimeProvider.System.GetTimestamp();
        int rotations = await Load.RunAsync(Connections, duration, rotate);
        return rotations / TimeProvider.System.GetElapsedTime(begun).TotalSeconds;
    }

    private static async Task RequireFsyncAsync(NpgsqlDataSource database)
    {
        await using NpgsqlCommand command = database.CreateCommand(
            "select string_agg(setting, ' ' order by name) from pg_settings where name in ('fsync', 'synchronous_commit')");
        if (await command.ExecuteScalarAsync() is not "on on")
        {
            throw new InvalidOperationException("Postgres runs without fsync: the figures would mean nothing.");
        }
    }

    /// <summary>Clients that each refresh what their last refresh gave them.</summary>
    private sealed class Chains : IDisposable
    {
        private readonly HttpConnection[] _connections;
        private readonly string[] _tokens;

        private Chains(HttpConnection[] connections, string[] tokens) => (_connections, _tokens) = (connections, tokens);

        public ConcurrentBag<double> Milliseconds { get; } = [];

        public static async Task<Chains> StartAsync(ServerProcess issuer, NpgsqlDataSource database, string scope) => new(
            await Load.ConnectAsync(issuer.Port, Connections),
            await RefreshFamilies.SeedAsync(database, Connections, scope));

        public async ValueTask RefreshAsync(int chain)
        {
            long begun = TimeProvider.System.GetTimestamp();
            HttpAnswer answer = await _connections[chain].ExchangeAsync(RefreshFamilies.RefreshRequest(_tokens[chain]));
            _tokens[chain] = RefreshFamilies.ReadSuccessor(answer);
            Milliseconds.Add(TimeProvider.System.GetElapsedTime(begun).TotalMilliseconds);
        }

        public void Dispose() => Array.ForEach(_connections, connection => connection.Dispose());
    }
}
