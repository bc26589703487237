using Microsoft.AspNetCore.Mvc.RazorPages;
using TokenAspire.LocalHosting.Dashboard.Resources;
using TokenAspire.LocalHosting.Dashboard.Telemetry;

namespace TokenAspire.LocalHosting.Dashboard.Pages;

/// <summary>The newest log records.</summary>
internal sealed class StructuredModel(TelemetryStore store, ResourceList resources) : PageModel
{
    private const int Shown = 200;

    public TelemetryStore Store { get; } = store;

    public IReadOnlyList<string> Names { get; private set; } = [];

    public LogFilter Filter { get; private set; } = new();

    public IReadOnlyList<LogRecord> Records { get; private set; } = [];

    public void OnGet(string? resource, string? level, string? text, string? trace)
    {
        Names = resources.Names;
        Filter = new LogFilter(
            resource,
            Enum.TryParse(level, ignoreCase: true, out Severity least) && Enum.IsDefined(least) ? least : Severity.Trace,
            text,
            TelemetryId.TryParse(trace, out UInt128 traceId) ? traceId : null);
        Records = Store.Logs.Latest(Filter, Shown);
    }

    public static string Tone(Severity severity) => severity switch
    {
        >= Severity.Error => "bad",
        Severity.Warning => "warning",
        _ => "neutral",
    };
}
