using TokenAspire.Issuer.Benchmarks;

switch (args)
{
    case ["issuance", string issuer, string provider]:
        await IssuanceBenchmark.RunAsync(issuer, provider);
        return 0;
    case ["refresh", string issuer]:
        await RefreshBenchmark.RunAsync(issuer);
        return 0;
    case ["storm", string issuer]:
        await StormBenchmark.RunAsync(issuer);
        return 0;
    default:
        Console.Error.WriteLine("issuance ISSUER PROVIDER, refresh ISSUER or storm ISSUER, each the path of a program.");
        return 2;
}
