using TokenAspire.ResourceServer.Benchmarks;

switch (args)
{
    case ["verification"]:
        await VerificationBenchmark.RunAsync();
        return 0;
    default:
        Console.Error.WriteLine("One argument: verification.");
        return 2;
}
