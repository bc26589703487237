using Microsoft.AspNetCore.Mvc.RazorPages;
using TokenAspire.LocalHosting.Dashboard.Charts;
using TokenAspire.LocalHosting.Dashboard.Telemetry;
using TokenAspire.LocalHosting.Dashboard.Tokens;

namespace TokenAspire.LocalHosting.Dashboard.Pages;

/// <summary>What becomes of tokens: verified, refused and why, refreshed, revoked and how soon that is known.</summary>
internal sealed class TokensModel(TokenReport report, IssuerKeys keys, TelemetryStore store) : PageModel
{
    private const int TracesShown = 5;

    public TokenReport Report { get; } = report;

    public ChartWindow Window { get; } = report.Window();

    public IReadOnlyList<ReplicaView> Replicas { get; private set; } = [];

    public IReadOnlyList<Tally> Refused { get; private set; } = [];

    public ILookup<string, Refusal> Refusals { get; private set; } = null!;

    public IReadOnlyList<IssuerKey> Keys { get; private set; } = [];

    public IReadOnlyList<(string Name, IReadOnlyList<Tally> Tallies)> Counts =>
    [
        ("Logins", Report.Logins),
        ("Refreshes", Report.Refreshes),
        ("Revocations", Report.Revocations),
        ("Revoked tokens seen", Report.Hits),
        ("Suspicions", Report.Suspicions),
    ];

    public async Task OnGetAsync(CancellationToken cancellationToken)
    {
        Replicas = Report.Replicas();
        Refusals = Refusal.LatestByReason(store, TracesShown);
        Refused = WithUncounted(Report.Refused);
        Keys = await keys.CurrentAsync(cancellationToken);
    }

    public static string Time(TimeSpan? time) => time is { } known ? Format.Duration(known) : "–";

    public static string Tone(string? state) => state switch
    {
        "Active" => "good",
        "Announced" => "progress",
        "Retiring" => "warning",
        _ => "neutral",
    };

    /// <summary>A refusal's log may arrive before the counter that includes it.</summary>
    private IReadOnlyList<Tally> WithUncounted(IReadOnlyList<Tally> counted) =>
        [.. counted, .. Refusals.Select(group => group.Key).Except(counted.Select(tally => tally.Name), StringComparer.Ordinal).Select(reason => new Tally(reason, Refusals[reason].Count()))];
}
