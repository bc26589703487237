using Microsoft.AspNetCore.Mvc.RazorPages;
using TokenAspire.LocalHosting.Dashboard.Resources;
using TokenAspire.LocalHosting.Dashboard.Telemetry;

namespace TokenAspire.LocalHosting.Dashboard.Pages;

/// <summary>The newest traces.</summary>
internal sealed class TracesModel(TelemetryStore store, ResourceList resources) : PageModel
{
    private const int Shown = 100;
    private TimeSpan _longest;

    public TelemetryStore Store { get; } = store;

    public IReadOnlyList<string> Names { get; private set; } = [];

    public TraceFilter Filter { get; private set; } = new();

    public IReadOnlyList<Trace> Traces { get; private set; } = [];

    public void OnGet(string? resource, string? text, bool errors, bool background)
    {
        Names = resources.Names;
        Filter = new TraceFilter(resource, text, errors, background);
        Traces = Store.Spans.Latest(Filter, Shown);
        _longest = Traces.Count == 0 ? TimeSpan.Zero : Traces.Max(trace => trace.Duration);
    }

    /// <summary>How long a trace took beside the longest, of 100; by the root, so that a short one can still be told from a shorter.</summary>
    public double Share(Trace trace) => Math.Max(1, _longest > TimeSpan.Zero ? 100 * Math.Sqrt(trace.Duration / _longest) : 0);
}
