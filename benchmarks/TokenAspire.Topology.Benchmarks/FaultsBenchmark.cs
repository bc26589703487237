using TokenAspire.Load;
using TokenAspire.TestTopology;
using TokenAspire.Topology.Benchmarks.Traffic;

namespace TokenAspire.Topology.Benchmarks;

/// <summary>
/// Traffic while every part is killed in turn and started again by the app host. A request counts as
/// available or not unless it needed the part that was away: killed, and not yet recovered.
/// </summary>
internal static class FaultsBenchmark
{
    private const int Logins = 2_000;
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(10);
    private static readonly string[] Parts = ["revocations", "postgres", "issuer", "gateway", "orders", "inventory", "shipping"];

    public static async Task RunAsync(int users, double perSecond, TimeSpan duration)
    {
        // The first after half of such a time, and as much left after the last.
        TimeSpan betweenFaults = duration / Parts.Length;
        await using RunningTopology topology = await RunningTopology.StartAsync(
            static _ => { }, dashboardToken: null, "--LocalHosting:RestartOnFailure=*");
        await using Population population = await Population.CreateAsync(topology, users, Logins);
        await new OpenLoop(TimeProvider.System).RunAsync(perSecond, WarmUp, population.RunAsync);
        OpenLoop loop = new(TimeProvider.System);
        Task<Arrival<Outcome>[]> run = loop.RunAsync(perSecond, duration, population.RunAsync);
        List<Fault> faults = [];
        foreach (string part in Parts)
        {
            await Task.Delay(Max(((faults.Count + 0.5) * betweenFaults) - loop.Now, TimeSpan.Zero), TimeProvider.System);
            TimeSpan killed = loop.Now;
            int process = TopologyProcesses.Kill(part);
            await RestartedAsync(topology, part, process);
            faults.Add(new Fault(part, killed, loop.Now));
        }

        Print(await run, faults, betweenFaults);
    }

    // From another process than the one that was killed on, healthy is about the new one.
    private static async Task RestartedAsync(RunningTopology topology, string part, int killed)
    {
        using PeriodicTimer timer = new(TimeSpan.FromMilliseconds(50), TimeProvider.System);
        while (TopologyProcesses.Find(part) is int process && (process == 0 || process == killed))
        {
            await timer.WaitForNextTickAsync();
        }

        await topology.HealthyAsync(part, CancellationToken.None);
    }

    private static void Print(Arrival<Outcome>[] arrivals, List<Fault> faults, TimeSpan betweenFaults)
    {
        // Recovered: the part is healthy, and the last request that needed it and failed until the next fault is over.
        Fault[] recovered = [.. faults.Select(fault => fault with
        {
            Recovered = arrivals
                .Where(arrival => !arrival.Outcome.IsExpected && Needs(arrival, fault) && IsBetween(arrival.Due, fault.Killed - Overlap(arrival), fault.Killed + betweenFaults))
                .Select(arrival => arrival.Due + arrival.Latency)
                .Append(fault.Recovered)
                .Max(),
        })];
        Arrival<Outcome>[] counted = [.. arrivals.Where(arrival => !Array.Exists(
            recovered, fault => Needs(arrival, fault) && IsBetween(arrival.Due, fault.Killed - Overlap(arrival), fault.Recovered)))];
        Arrival<Outcome>[] failed = [.. counted.Where(arrival => !arrival.Outcome.IsExpected)];
        Figure.Print("requests", arrivals.Length, "requests");
        Figure.Print("requests_that_needed_the_killed_part", arrivals.Length - counted.Length, "requests");
        Figure.Print("failed", failed.Length, "requests");
        Console.WriteLine(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"availability\t{1 - ((double)failed.Length / counted.Length):0.00000}\tratio"));
        foreach (Fault fault in recovered)
        {
            Figure.Print($"recovery_{(fault.Part == "revocations" ? "redis" : fault.Part)}_seconds", (fault.Recovered - fault.Killed).TotalSeconds, "s");
        }

        foreach (IGrouping<string, Arrival<Outcome>> failure in failed.GroupBy(arrival => $"{arrival.Outcome.Errand.Name} {arrival.Outcome.Status} after the fault of {faults.LastOrDefault(fault => fault.Killed <= arrival.Due + arrival.Latency)?.Part}", StringComparer.Ordinal))
        {
            Console.Error.WriteLine($"{failure.Key}: {failure.Count()}, due from {failure.Min(arrival => arrival.Due)} to {failure.Max(arrival => arrival.Due)}");
        }
    }

    private static bool Needs(Arrival<Outcome> arrival, Fault fault) => arrival.Outcome.Errand.Needs.Contains(fault.Part, StringComparer.Ordinal);

    // What was under way when the part was killed needed it too.
    private static TimeSpan Overlap(Arrival<Outcome> arrival) => arrival.Latency;

    private static bool IsBetween(TimeSpan time, TimeSpan from, TimeSpan to) => time >= from && time <= to;

    private static TimeSpan Max(TimeSpan one, TimeSpan other) => one > other ? one : other;

    private sealed record Fault(string Part, TimeSpan Killed, TimeSpan Recovered);
}
