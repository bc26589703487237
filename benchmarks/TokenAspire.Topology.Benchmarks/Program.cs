using TokenAspire.Topology.Benchmarks;

switch (args)
{
    case ["revocation"]:
        await RevocationBenchmark.RunAsync();
        return 0;
    default:
        Console.Error.WriteLine("Name one benchmark: revocation");
        return 2;
}
