using System.Globalization;
using TokenAspire.Topology.Benchmarks;

switch (args)
{
    case ["revocation"]:
        await RevocationBenchmark.RunAsync();
        return 0;
    case ["users", string users, string perSecond]:
        await UsersBenchmark.RunAsync(int.Parse(users, CultureInfo.InvariantCulture), double.Parse(perSecond, CultureInfo.InvariantCulture));
        return 0;
    case ["faults", string users, string perSecond, string seconds]:
        await FaultsBenchmark.RunAsync(
            int.Parse(users, CultureInfo.InvariantCulture),
            double.Parse(perSecond, CultureInfo.InvariantCulture),
            TimeSpan.FromSeconds(int.Parse(seconds, CultureInfo.InvariantCulture)));
        return 0;
    default:
        Console.Error.WriteLine("Name one benchmark: revocation, users USERS REQUESTS-PER-SECOND, faults USERS REQUESTS-PER-SECOND SECONDS");
        return 2;
}
