using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace TokenAspire.Revocation;

/// <summary>What the replica tells the meter.</summary>
internal sealed class RevocationMetrics
{
    public const string MeterName = "TokenAspire.Revocation";

    private readonly Meter _meter;
    private readonly Counter<long> _hits;

    public RevocationMetrics(IMeterFactory meters)
    {
        _meter = meters.Create(MeterName);
        _hits = _meter.CreateCounter<long>("tokenaspire.revocation.hits", "{token}", "Tokens found revoked.");
    }

    public void Hit(RevocationVerdict verdict)
    {
        if (_hits.Enabled)
        {
            _hits.Add(1, new TagList { { "kind", Kind(verdict).ToWire() } });
        }
    }

    public void Observe(RevocationTable table, Func<ReplicaState> state)
    {
        _meter.CreateObservableGauge(
            "tokenaspire.revocation.entries",
            () => RevocationKinds.All.Select(kind => new Measurement<long>(table.Count(kind), new KeyValuePair<string, object?>("kind", kind.ToWire()))),
            "{entry}",
            "Revocations the replica holds.");
        _meter.CreateObservableGauge(
            "tokenaspire.revocation.lag",
            () => state() is { IsReplayed: true } replayed ? [new Measurement<double>(replayed.Age.TotalSeconds)] : Array.Empty<Measurement<double>>(),
            "s",
            "How long ago the replica was last known to be up to date.");
    }

    private static RevocationKind Kind(RevocationVerdict verdict) => verdict switch
    {
        RevocationVerdict.TokenRevoked => RevocationKind.Token,
        RevocationVerdict.SessionRevoked => RevocationKind.Session,
        RevocationVerdict.SubjectRevoked => RevocationKind.Subject,
        RevocationVerdict.ClientRevoked => RevocationKind.Client,
        _ => throw new ArgumentOutOfRangeException(nameof(verdict), verdict, message: null),
    };
}
