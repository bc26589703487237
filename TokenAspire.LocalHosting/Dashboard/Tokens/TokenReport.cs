using TokenAspire.LocalHosting.Dashboard.Charts;
using TokenAspire.LocalHosting.Dashboard.Telemetry;

namespace TokenAspire.LocalHosting.Dashboard.Tokens;

/// <summary>How often something was counted, by the value of an attribute.</summary>
internal sealed record Tally(string Name, long Count);

/// <summary>A verifier's replica of the revocations: of one that runs several times, each process's.</summary>
/// <param name="Service">The verifier.</param>
/// <param name="Instance">Which of its processes; null where there is only one.</param>
internal sealed record ReplicaView(string Service, string? Instance)
{
    public string Name => Instance is null ? Service : $"{Service}-{Instance}";

    /// <summary>How long ago it was last known to be up to date.</summary>
    public required TimeSpan? Lag { get; init; }

    public required long Entries { get; init; }

    /// <summary>Decisions it made without recent knowledge.</summary>
    public required long Degraded { get; init; }

    /// <summary>How long revocations took from the issuer to this verifier: the newest, and the slowest of those kept.</summary>
    public required TimeSpan? LastReach { get; init; }

    public required TimeSpan? SlowestReach { get; init; }
}

/// <summary>What the telemetry says about tokens. Instruments and their attributes are those of docs/telemetry.md.</summary>
internal sealed class TokenReport(TelemetryStore store, TimeProvider time)
{
    private const string Results = "tokenaspire.verification.results";
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(15);

    public ChartWindow Window() => ChartWindow.Until(time.GetUtcNow());

    public long Accepted => Count(Of(Results).Where(series => series.Attribute("outcome") == "accepted"));

    /// <summary>Refused tokens by reason, the most frequent first.</summary>
    public IReadOnlyList<Tally> Refused => Tallies(Of(Results).Where(series => series.Attribute("outcome") == "rejected"), "error.type");

    public IReadOnlyList<Tally> Refreshes => Tallies(Of("tokenaspire.issuer.refreshes"), "outcome");

    public IReadOnlyList<Tally> Revocations => Tallies(Of("tokenaspire.issuer.revocations"), "kind");

    public IReadOnlyList<Tally> Hits => Tallies(Of("tokenaspire.revocation.hits"), "kind");

    public IReadOnlyList<Tally> Logins => Tallies(Of("tokenaspire.issuer.logins"), "outcome");

    public IReadOnlyList<Tally> Suspicions =>
        Tallies(Of("tokenaspire.issuer.suspicions").Concat(Of("tokenaspire.gateway.suspicions")), "kind");

    public long Journalled => Count(Of("tokenaspire.issuer.revocations").Where(series => series.Attribute("outcome") == "journalled"));

    public long Issued => Count(Of("tokenaspire.issuer.tokens").Where(series => series.Attribute("error.type") is null));

    /// <summary>Verification results over time: accepted, and each reason.</summary>
    public IReadOnlyList<ChartLine> ResultLines(ChartWindow window) => Lines(Of(Results), series => series.Attribute("error.type") ?? "accepted", window);

    public IReadOnlyList<ChartLine> RefreshLines(ChartWindow window) =>
        Lines(Of("tokenaspire.issuer.refreshes"), series => series.Attribute("outcome") ?? "unknown", window);

    public IReadOnlyList<ChartLine> LagLines() =>
    [
        .. Of("tokenaspire.revocation.lag").GroupBy(series => series.Source.Service, StringComparer.Ordinal).OrderBy(group => group.Key, StringComparer.Ordinal)
            .Select((group, index) => new ChartLine(group.Key, InstrumentChart.Colour(index), group.MaxBy(series => series.LastSeen)!.Numbers)),
    ];

    public IReadOnlyList<ReplicaView> Replicas()
    {
        ILookup<TelemetrySource, TimeSpan> reaches = RevocationReach.Latest(store).ToLookup(reach => reach.Verifier, reach => reach.Took);
        ILookup<TelemetrySource, SeriesSnapshot> entries = Live("tokenaspire.revocation.entries");
        ILookup<TelemetrySource, SeriesSnapshot> lags = Live("tokenaspire.revocation.lag");
        ILookup<TelemetrySource, SeriesSnapshot> degraded = Of("tokenaspire.revocation.degraded").ToLookup(series => series.Source);
        return
        [
            .. entries.Concat(lags).Select(group => group.Key).Distinct()
                .OrderBy(source => source.Service, StringComparer.Ordinal).ThenBy(source => source.Instance, StringComparer.Ordinal)
                .GroupBy(source => source.Service, StringComparer.Ordinal)
                .SelectMany(group => group.Select(source => new ReplicaView(source.Service, group.Skip(1).Any() ? source.Instance : null)
                {
                    Lag = lags[source].Select(series => (TimeSpan?)TimeSpan.FromSeconds(series.Numbers[^1].Value)).Max(),
                    Entries = Count(entries[source]),
                    Degraded = Count(degraded[source]),
                    LastReach = reaches[source].Select(took => (TimeSpan?)took).FirstOrDefault(),
                    SlowestReach = reaches[source].Select(took => (TimeSpan?)took).Max(),
                })),
        ];
    }

    private static long Count(IEnumerable<SeriesSnapshot> series) => (long)Increments.Total(series);

    private static IReadOnlyList<Tally> Tallies(IEnumerable<SeriesSnapshot> series, string attribute) =>
    [
        .. series.GroupBy(one => one.Attribute(attribute) ?? "unknown", StringComparer.Ordinal)
            .Select(group => new Tally(group.Key, Count(group)))
            .OrderByDescending(tally => tally.Count).ThenBy(tally => tally.Name, StringComparer.Ordinal),
    ];

    private static IReadOnlyList<ChartLine> Lines(IReadOnlyList<SeriesSnapshot> series, Func<SeriesSnapshot, string> name, ChartWindow window) =>
    [
        .. series.GroupBy(name, StringComparer.Ordinal).OrderBy(group => group.Key, StringComparer.Ordinal)
            .Select((group, index) => new ChartLine(group.Key, InstrumentChart.Colour(index), Increments.OverTime([.. group], window)) { Summary = Increments.Total(group) }),
    ];

    private IReadOnlyList<SeriesSnapshot> Of(string instrument) => store.Metrics.Series(instrument);

    /// <summary>A gauge of a process that is gone says nothing.</summary>
    private ILookup<TelemetrySource, SeriesSnapshot> Live(string instrument)
    {
        long oldest = UnixNanoseconds.From(time.GetUtcNow() - Silence);
        return Of(instrument).Where(series => series.LastSeen >= oldest && series.Numbers.Count > 0).ToLookup(series => series.Source);
    }
}
