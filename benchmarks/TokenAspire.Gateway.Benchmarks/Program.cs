using TokenAspire.Gateway.Benchmarks;

switch (args)
{
    case ["gateway", string gateway]:
        await GatewayBenchmark.RunAsync(gateway);
        return 0;
    case [Backend.Name]:
        await Backend.RunAsync();
        return 0;
    case [BareProxy.Name]:
        await BareProxy.RunAsync(observed: false);
        return 0;
    case [BareProxy.Observed]:
        await BareProxy.RunAsync(observed: true);
        return 0;
    default:
        Console.Error.WriteLine("Arguments: gateway PROGRAM");
        return 2;
}
