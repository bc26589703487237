using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace TokenAspire.Deployment.Tests.Observability;

public sealed partial class RulesTests
{
    [Fact]
    public void Every_alert_says_how_bad_it_is_and_what_it_means() => Assert.All(Rules.Alerts, alert =>
    {
        Assert.Contains((string?)alert["labels"]!["severity"], (string[])["warning", "critical"]);
        Assert.NotEmpty((string)alert["annotations"]!["summary"]!);
    });

    [Fact]
    public void No_two_alerts_share_a_name() =>
        Assert.Equal(Rules.Alerts.Count(), Rules.Alerts.Select(alert => (string)alert["alert"]!).Distinct(StringComparer.Ordinal).Count());

    [Fact]
    public void A_label_in_an_alerts_text_is_one_its_result_has() => Assert.All(Rules.Alerts, alert =>
    {
        IReadOnlyList<string> labels = [.. new Query((string)alert["expr"]!).Grouping, .. Recorded(alert)];
        Assert.All(
            alert["annotations"]!.AsObject().SelectMany(text => Label().Matches((string)text.Value!)),
            match => Assert.Contains(match.Groups["label"].Value, labels));
    });

    [Fact]
    public void A_recorded_series_that_an_alert_reads_is_recorded() => Assert.All(
        Rules.Alerts.SelectMany(alert => RecordedName().Matches((string)alert["expr"]!)),
        match => Assert.Contains(match.Value, Rules.All.Select(rule => (string?)rule["record"])));

    // rate() needs two points in its window; four still hold when one export is lost.
    [Fact]
    public void The_shortest_window_of_a_rule_holds_four_exports()
    {
        double seconds = double.Parse(
            EnvironmentFile.Read(Repository.Path("deploy/kubernetes/settings/site.env")).Single(setting => setting.Name == "OTEL_METRIC_EXPORT_INTERVAL").Value,
            CultureInfo.InvariantCulture) / 1000;
        Assert.All(Rules.All.SelectMany(rule => Minutes().Matches((string)rule["expr"]!)), window => Assert.InRange(
            4 * seconds, 0, 60 * double.Parse(window.Groups["minutes"].Value, CultureInfo.InvariantCulture)));
    }

    [Theory]
    [InlineData("deploy/observability/rules.yaml")]
    [InlineData("deploy/observability/dashboard.json")]
    public void A_document_that_is_named_exists(string file) =>
        Assert.All(Document().Matches(Repository.Read(file)), match => Assert.True(File.Exists(Repository.Path(match.Value)), match.Value));

    // The level of a recorded name says which labels it keeps: job:…
    private static IEnumerable<string> Recorded(JsonNode alert) =>
        RecordedName().Matches((string)alert["expr"]!).Select(match => match.Value.Split(':')[0]);

    [GeneratedRegex(@"\bdocs/[\w-]+\.md\b", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Document();

    [GeneratedRegex(@"\[(?<minutes>\d+)m\]", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Minutes();

    [GeneratedRegex(@"\$labels\.(?<label>\w+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Label();

    [GeneratedRegex(@"\b\w+:tokenaspire_\w+:\w+", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex RecordedName();
}
