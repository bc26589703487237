using TokenAspire.LocalHosting.Dashboard.Telemetry;

namespace TokenAspire.LocalHosting.Dashboard.Tokens;

/// <summary>A refused token, by the trace of its request.</summary>
internal sealed record Refusal(string Reason, UInt128 TraceId, string Service, long Time)
{
    private const int Looked = 2_000;
    private const string Template = "Token refused: {Reason}";

    /// <summary>For each reason the traces in which it was last given, newest first.</summary>
    public static ILookup<string, Refusal> LatestByReason(TelemetryStore store, int each) =>
        Logged(store).Concat(Traced(store))
            .Where(refusal => refusal.TraceId != UInt128.Zero)
            .OrderByDescending(refusal => refusal.Time)
            .DistinctBy(refusal => (refusal.Reason, refusal.TraceId))
            .GroupBy(refusal => refusal.Reason, StringComparer.Ordinal)
            .SelectMany(group => group.Take(each))
            .ToLookup(refusal => refusal.Reason, StringComparer.Ordinal);

    /// <summary>Every refusal is logged, by whichever check it was.</summary>
    private static IEnumerable<Refusal> Logged(TelemetryStore store) =>
        from record in store.Logs.Latest(record => record.Attribute("{OriginalFormat}") == Template || record.Message.StartsWith("Token refused: ", StringComparison.Ordinal), Looked)
        let reason = record.Attribute("Reason")
        where reason is not null
        select new Refusal(reason, record.TraceId, record.Source.Service, record.Time);

    /// <summary>A verification's span tells it also where logs of that level are off.</summary>
    private static IEnumerable<Refusal> Traced(TelemetryStore store) =>
        from span in store.Spans.SingledOut().Where(TokenSpans.IsRefusal)
        select new Refusal(span.Attribute("error.type")!, span.TraceId, span.Source.Service, span.End);
}
