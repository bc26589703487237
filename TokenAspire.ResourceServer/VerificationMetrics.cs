using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace TokenAspire.ResourceServer;

/// <summary>What verification tells the meters. Attribute values are closed sets.</summary>
internal sealed class VerificationMetrics
{
    public const string MeterName = "TokenAspire.ResourceServer";
    public const string RevocationMeterName = "TokenAspire.Revocation";

    private const long NotTimed = long.MinValue;

    // One tag that is made once costs a request nothing.
    private static readonly KeyValuePair<string, object?> OutcomeAccepted = new("outcome", "accepted");
    private static readonly KeyValuePair<string, object?> CacheHit = new("cache", "hit");
    private static readonly KeyValuePair<string, object?> CacheMiss = new("cache", "miss");

    private readonly TimeProvider _time;
    private readonly Counter<long> _results;
    private readonly Histogram<double> _duration;
    private readonly Counter<long> _degraded;
    private readonly Counter<long> _refreshes;

    public VerificationMetrics(IMeterFactory meters, TimeProvider time)
    {
        _time = time;
        Meter meter = meters.Create(MeterName);
        _results = meter.CreateCounter<long>("tokenaspire.verification.results", "{token}", "Tokens decided about.");
        _duration = meter.CreateHistogram<double>("tokenaspire.verification.duration", "s", "Time to decide about a token.");
        _refreshes = meter.CreateCounter<long>("tokenaspire.jwks.refreshes", "{refresh}", "Reads of the issuer's keys.");
        _degraded = meters.Create(RevocationMeterName).CreateCounter<long>(
            "tokenaspire.revocation.degraded", "{decision}", "Decisions made without recent knowledge of revocations.");
    }

    public void Accepted()
    {
        if (_results.Enabled)
        {
            _results.Add(1, OutcomeAccepted);
        }
    }

    public void Refused(RefusalReason reason)
    {
        if (_results.Enabled)
        {
            _results.Add(1, new TagList { { "outcome", "rejected" }, { "error.type", reason.ToWire() } });
        }
    }

    /// <summary>A token is at hand that will be decided about. Nobody looks at a clock that nobody asked about.</summary>
    public long Begin() => _duration.Enabled ? _time.GetTimestamp() : NotTimed;

    /// <summary>A token was decided about.</summary>
    /// <param name="begun">What <see cref="Begin"/> gave.</param>
    /// <param name="wasRemembered">Whether it had been verified before.</param>
    public void Decided(long begun, bool wasRemembered)
    {
        if (begun != NotTimed)
        {
            _duration.Record(_time.GetElapsedTime(begun).TotalSeconds, wasRemembered ? CacheHit : CacheMiss);
        }
    }

    public void Degraded(RiskTier tier, bool accepted)
    {
        if (_degraded.Enabled)
        {
            string tierName = tier == RiskTier.Sensitive ? "sensitive" : "standard";
            _degraded.Add(1, new TagList { { "tier", tierName }, { "decision", accepted ? "accepted" : "refused" } });
        }
    }

    public void KeysRefreshed(KeyRefreshTrigger trigger, bool succeeded)
    {
        if (_refreshes.Enabled)
        {
            _refreshes.Add(1, new TagList { { "trigger", trigger.ToWire() }, { "outcome", succeeded ? "succeeded" : "failed" } });
        }
    }
}
