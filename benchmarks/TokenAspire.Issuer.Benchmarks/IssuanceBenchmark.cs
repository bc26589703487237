using TokenAspire.Load;

namespace TokenAspire.Issuer.Benchmarks;

/// <summary>
/// What a token costs the issuer's process, of a client that authenticates with its secret, beside the bare signature
/// and beside <c>oidc-provider</c>. Rounds of all variants alternate; a ratio is the median of the ratios within one round.
/// </summary>
internal static class IssuanceBenchmark
{
    private const int Connections = 64;
    private const int Rounds = 24;
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Turn = TimeSpan.FromMilliseconds(600);

    public static async Task RunAsync(string issuerProgram, string providerScript)
    {
        await using Stores stores = await Stores.StartAsync();
        await using ServerProcess issuer = await IssuerServer.StartAsync(issuerProgram, stores);
        await using ServerProcess provider = await OidcProviderServer.StartAsync(providerScript);
        HttpConnection[] toIssuer = await Load.ConnectAsync(issuer.Port, Connections);
        HttpConnection[] toProvider = await Load.ConnectAsync(provider.Port, Connections);
        Variant[] variants =
        [
            new("rs256", issuer, toIssuer, IssuerServer.ClientCredentialsRequest(IssuerServer.Rs256Scope), RawSignature.Rs256),
            new("es256", issuer, toIssuer, IssuerServer.ClientCredentialsRequest(IssuerServer.Es256Scope), RawSignature.Es256),
            new("oidc_provider_rs256", provider, toProvider, OidcProviderServer.ClientCredentialsRequest("RS256"), Raw: null),
            new("oidc_provider_es256", provider, toProvider, OidcProviderServer.ClientCredentialsRequest("ES256"), Raw: null),
        ];
        foreach (Variant variant in variants)
        {
            await variant.MeasureAsync(WarmUp);
        }

        for (int turn = 0; turn < Rounds * variants.Length; turn++)
        {
            Variant variant = variants[turn % variants.Length];
            variant.Samples.Add(await variant.MeasureAsync(Turn));
        }

        Array.ForEach(variants, variant => variant.Print());
        Array.ForEach([.. toIssuer, .. toProvider], connection => connection.Dispose());
    }

    /// <summary>One kind of token of one server.</summary>
    private sealed record Variant(string Name, ServerProcess Server, HttpConnection[] Connections, byte[] Request, Func<TimeSpan, double>? Raw)
    {
        public List<Sample> Samples { get; } = [];

        public async Task<Sample> MeasureAsync(TimeSpan duration)
        {
            double raw = Raw?.Invoke(duration / 2) ?? 0;
            TimeSpan cpu = Server.CpuTime;
            long begun = TimeProvider.System.GetTimestamp();
            int tokens = await Load.RunAsync(Connections.Length, duration, async worker =>
                (await Connections[worker].ExchangeAsync(Request)).Expect200());
            TimeSpan elapsed = TimeProvider.System.GetElapsedTime(begun);
            return new Sample(raw, (Server.CpuTime - cpu).TotalMicroseconds / tokens, tokens / elapsed.TotalSeconds);
        }

        public void Print()
        {
            if (Raw is not null)
            {
                Figure.Print($"raw_{Name}_cpu_us", Figure.Median(Samples.Select(sample => sample.RawCpuMicroseconds)), "us");
            }

            Figure.Print($"{Name}_per_second", Figure.Median(Samples.Select(sample => sample.PerSecond)), "tokens/s");
            if (Raw is not null)
            {
                Figure.Print($"{Name}_cpu_us", Figure.Median(Samples.Select(sample => sample.CpuMicroseconds)), "us");
                Figure.Print($"{Name}_cpu_over_raw", Figure.Median(Samples.Select(sample => sample.CpuMicroseconds / sample.RawCpuMicroseconds)), "ratio");
            }
        }
    }

    private sealed record Sample(double RawCpuMicroseconds, double CpuMicroseconds, double PerSecond);
}
