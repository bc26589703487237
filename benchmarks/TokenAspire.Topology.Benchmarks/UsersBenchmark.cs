using TokenAspire.Load;
using TokenAspire.TestTopology;
using TokenAspire.Topology.Benchmarks.Traffic;

namespace TokenAspire.Topology.Benchmarks;

/// <summary>Ten thousand users at once for a minute, after some seconds in which everything is compiled.</summary>
internal static class UsersBenchmark
{
    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(60);

    public static async Task RunAsync(int users, double perSecond)
    {
        await using RunningTopology topology = await RunningTopology.StartAsync(Population.Prepare);

        // One errand of a hundred and twenty-five takes a login.
        int logins = (int)((perSecond * Duration.TotalSeconds) + Population.WarmUpRequests(perSecond)) / 100;
        await using Population population = await Population.CreateAsync(topology, users, logins);
        string probeToken = (await topology.LogInAsync("alice")).AccessToken;
        Console.Error.WriteLine($"{users} users are connected; the warm-up begins");
        await HopProbe.MeasureAsync(topology, probeToken, population.WarmUpAsync(perSecond));
        Dictionary<string, TimeSpan> before = TopologyProcesses.CpuTimes();
        TimeSpan generator = Environment.CpuUsage.TotalTime;
        OpenLoop loop = new(TimeProvider.System);
        Task<Arrival<Outcome>[]> run = loop.RunAsync(perSecond, Duration, population.RunAsync);
        Dictionary<string, double> hops = await HopProbe.MeasureAsync(topology, probeToken, run);
        Arrival<Outcome>[] arrivals = await run;
        double seconds = loop.Now.TotalSeconds;
        Figure.Print("users", users, "users");
        Figure.Print("requests_per_second", arrivals.Count(arrival => arrival.Outcome.IsExpected) / seconds, "requests/s");
        Print("", arrivals);
        Figure.Print("errors", arrivals.Count(arrival => !arrival.Outcome.IsExpected), "requests");
        foreach (IGrouping<Errand, Arrival<Outcome>> errand in arrivals.GroupBy(arrival => arrival.Outcome.Errand))
        {
            Print(errand.Key.Name + "_", [.. errand]);
        }

        foreach ((string name, double milliseconds) in hops)
        {
            Figure.Print($"hop_{name}_p50_ms", milliseconds, "ms");
        }

        Dictionary<string, TimeSpan> after = TopologyProcesses.CpuTimes();
        foreach (string name in TopologyProcesses.Names)
        {
            Figure.Print($"cpu_{name}_us", (after[name] - before[name]).TotalMicroseconds / arrivals.Length, "us/request");
        }

        Figure.Print("cpu_generator_us", (Environment.CpuUsage.TotalTime - generator).TotalMicroseconds / arrivals.Length, "us/request");
        foreach (IGrouping<(string Name, int Status), Arrival<Outcome>> failure in arrivals.Where(arrival => !arrival.Outcome.IsExpected).GroupBy(arrival => (arrival.Outcome.Errand.Name, arrival.Outcome.Status)))
        {
            Console.Error.WriteLine($"{failure.Key.Name} {failure.Key.Status}: {failure.Count()}");
        }
    }

    private static void Print(string prefix, IReadOnlyCollection<Arrival<Outcome>> arrivals)
    {
        double[] latencies = [.. arrivals.Select(arrival => arrival.Latency.TotalMilliseconds)];
        Figure.Print(prefix + "p50_ms", Figure.Percentile(latencies, 0.50), "ms");
        Figure.Print(prefix + "p99_ms", Figure.Percentile(latencies, 0.99), "ms");
    }
}
