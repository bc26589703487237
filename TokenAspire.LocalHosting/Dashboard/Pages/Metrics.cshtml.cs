using Microsoft.AspNetCore.Mvc.RazorPages;
using TokenAspire.LocalHosting.Dashboard.Charts;
using TokenAspire.LocalHosting.Dashboard.Telemetry;

namespace TokenAspire.LocalHosting.Dashboard.Pages;

/// <summary>The instruments of a resource, and one of them over time.</summary>
internal sealed class MetricsModel(TelemetryStore store, TimeProvider time) : PageModel
{
    private const string Preferred = "http.server.request.duration";

    public TelemetryStore Store { get; } = store;

    public IReadOnlyList<string> Names { get; private set; } = [];

    public string? Name { get; private set; }

    public IReadOnlyList<Instrument> Instruments { get; private set; } = [];

    public Instrument? Instrument { get; private set; }

    public IReadOnlyList<SeriesSnapshot> Series { get; private set; } = [];

    public ChartWindow Window { get; private set; } = null!;

    public InstrumentChart? Chart { get; private set; }

    public void OnGet(string? name, string? instrument)
    {
        Window = ChartWindow.Until(time.GetUtcNow());
        Names = [.. Store.Metrics.Instruments().Select(one => one.Service).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        Name = name ?? (Names.Count > 0 ? Names[0] : null);
        if (Name is null)
        {
            return;
        }

        Instruments = Store.Metrics.Instruments(Name);
        Instrument = Find(instrument) ?? Find(Preferred) ?? (Instruments.Count > 0 ? Instruments[0] : null);
        if (Instrument is not null)
        {
            Series = [.. Store.Metrics.Series(Instrument.Name, Name).OrderBy(InstrumentChart.Label, StringComparer.Ordinal)];
            Chart = InstrumentChart.Of(Instrument, Series, Window);
        }
    }

    private Instrument? Find(string? name) => Instruments.FirstOrDefault(one => one.Name == name);
}
