using Microsoft.AspNetCore.Mvc.RazorPages;
using TokenAspire.LocalHosting.Dashboard.Telemetry;

namespace TokenAspire.LocalHosting.Dashboard.Pages;

/// <summary>One trace as a waterfall.</summary>
internal sealed class TraceModel(TelemetryStore store) : PageModel
{
    private const int RowsShown = 500;
    private const int LogsCounted = 1000;
    private const double Scale = 1000;
    private const double NarrowestBar = 3;

    public Trace? Trace { get; private set; }

    public IReadOnlyList<(Span Span, int Depth)> Rows { get; private set; } = [];

    public int LogCount { get; private set; }

    public void OnGet(string id)
    {
        if (!TelemetryId.TryParse(id, out UInt128 traceId) || store.Spans.Find(traceId) is not { } trace)
        {
            return;
        }

        Trace = trace;
        Rows = [.. trace.Tree().Take(RowsShown)];
        LogCount = store.Logs.Latest(new LogFilter(TraceId: traceId), LogsCounted).Count;
    }

    public double Offset(Span span) => Math.Min(Position(span.Start), Scale - NarrowestBar);

    public double Width(Span span) => Math.Clamp(Position(span.End) - Position(span.Start), NarrowestBar, Scale - Offset(span));

    /// <summary>What a call goes to where that is no resource with spans of its own: a database, a cache.</summary>
    public string? Peer(Span span) => span.Kind == SpanKind.Client && Trace!.Spans.All(child => child.ParentId != span.SpanId)
        ? span.Attribute("db.system.name") ?? span.Attribute("db.system") ?? span.Attribute("server.address")
        : null;

    private double Position(long time) => Trace!.End == Trace.Start ? 0 : Scale * (time - Trace.Start) / (Trace.End - Trace.Start);
}
