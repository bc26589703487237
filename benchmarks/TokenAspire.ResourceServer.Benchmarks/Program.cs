using TokenAspire.ResourceServer.Benchmarks;

switch (args)
{
    case ["verification"]:
        await VerificationBenchmark.RunAsync();
        return 0;
    case ["pipeline"]:
        await PipelineBenchmark.RunAsync();
        return 0;
    case [PipelineBenchmark.Server]:
        await PipelineServer.RunAsync();
        return 0;
    default:
        Console.Error.WriteLine("One argument: verification or pipeline.");
        return 2;
}
