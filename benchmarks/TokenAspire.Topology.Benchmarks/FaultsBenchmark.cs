using TokenAspire.Load;
using TokenAspire.TestTopology;
using TokenAspire.Topology.Benchmarks.Traffic;

namespace TokenAspire.Topology.Benchmarks;

/// <summary>
/// Traffic while every part is killed in turn and started again by the app host. Every request counts but those that
/// were under way while a part was away that they cannot do without: from its kill until the app host calls its new
/// process healthy. What fails because of it afterwards, or without needing it, counts against the availability.
/// </summary>
internal static class FaultsBenchmark
{
    private const int Logins = 2_000;
    private static readonly string[] Parts = ["revocations", "postgres", "issuer", "gateway", "orders", "inventory", "shipping"];

    public static async Task RunAsync(int users, double perSecond, TimeSpan duration)
    {
        // The first after half of such a time, and as much left after the last.
        TimeSpan betweenFaults = duration / Parts.Length;
        await using RunningTopology topology = await RunningTopology.StartAsync(
            Population.Prepare, dashboardToken: null, "--LocalHosting:RestartOnFailure=*");
        await using Population population = await Population.CreateAsync(topology, users, Logins);
        Console.Error.WriteLine($"{users} users are connected; the warm-up begins");
        await population.WarmUpAsync(perSecond);
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
            Console.Error.WriteLine($"{part} was killed after {killed.TotalSeconds:0.0} s and healthy again {(loop.Now - killed).TotalSeconds:0.0} s later");
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
        Arrival<Outcome>[] counted = [.. arrivals.Where(arrival => !faults.Exists(
            fault => Needs(arrival, fault) && arrival.Due <= fault.Healthy && arrival.Due + arrival.Latency >= fault.Killed))];
        Arrival<Outcome>[] failed = [.. counted.Where(arrival => !arrival.Outcome.IsExpected)];
        Figure.Print("requests", arrivals.Length, "requests");
        Figure.Print("requests_that_needed_the_killed_part", arrivals.Length - counted.Length, "requests");
        Figure.Print("failed", failed.Length, "requests");
        Console.WriteLine(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"availability\t{1 - ((double)failed.Length / counted.Length):0.00000}\tratio"));
        foreach (Fault fault in faults)
        {
            string name = fault.Part == "revocations" ? "redis" : fault.Part;
            Figure.Print($"healthy_{name}_seconds", (fault.Healthy - fault.Killed).TotalSeconds, "s");
            Figure.Print($"recovery_{name}_seconds", (Recovered(arrivals, fault, betweenFaults) - fault.Killed).TotalSeconds, "s");
        }

        foreach (IGrouping<string, Arrival<Outcome>> failure in failed.GroupBy(arrival => $"{arrival.Outcome.Errand.Name} {arrival.Outcome.Status} after the fault of {faults.LastOrDefault(fault => fault.Killed <= arrival.Due + arrival.Latency)?.Part}", StringComparer.Ordinal))
        {
            Console.Error.WriteLine($"{failure.Key}: {failure.Count()}, due from {failure.Min(arrival => arrival.Due)} to {failure.Max(arrival => arrival.Due)}");
        }
    }

    private static bool Needs(Arrival<Outcome> arrival, Fault fault) => arrival.Outcome.Errand.Needs.Contains(fault.Part, StringComparer.Ordinal);

    // Full recovery: the part is healthy, and the last failure until the next fault is over, whatever it needed.
    private static TimeSpan Recovered(Arrival<Outcome>[] arrivals, Fault fault, TimeSpan betweenFaults) => arrivals
        .Where(arrival => !arrival.Outcome.IsExpected)
        .Select(arrival => arrival.Due + arrival.Latency)
        .Where(ended => ended >= fault.Killed && ended <= fault.Killed + betweenFaults)
        .Append(fault.Healthy)
        .Max();

    private static TimeSpan Max(TimeSpan one, TimeSpan other) => one > other ? one : other;

    private sealed record Fault(string Part, TimeSpan Killed, TimeSpan Healthy);
}
