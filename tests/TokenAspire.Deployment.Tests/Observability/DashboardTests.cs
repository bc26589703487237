using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace TokenAspire.Deployment.Tests.Observability;

public sealed partial class DashboardTests
{
    [Fact]
    public void Every_panel_reads_the_chosen_Prometheus() => Assert.All(
        Dashboard.Panels.SelectMany(panel => panel["targets"]!.AsArray().Append(panel)),
        source => Assert.Equal("${datasource}", (string?)source!["datasource"]!["uid"]));

    [Fact]
    public void Every_variable_that_a_query_uses_is_defined()
    {
        string[] defined = [.. Dashboard.Document["templating"]!["list"]!.AsArray().Select(variable => (string)variable!["name"]!), "__rate_interval"];
        Assert.All(
            Dashboard.Panels.SelectMany(panel => panel["targets"]!.AsArray()).SelectMany(target => Variable().Matches((string)target!["expr"]!)),
            match => Assert.Contains(match.Groups["name"].Value, defined));
    }

    [Fact]
    public void A_label_in_a_legend_is_one_its_result_has() => Assert.All(
        Dashboard.Panels.SelectMany(panel => panel["targets"]!.AsArray()),
        target => Assert.All(
            Legend().Matches((string)target!["legendFormat"]!),
            match => Assert.Contains(match.Groups["label"].Value, new Query((string)target["expr"]!).Grouping)));

    // increase() sees nothing of what a counter began with: of a rare event, the one that happened.
    [Fact]
    public void A_counters_first_event_is_shown() => Assert.All(
        Dashboard.Panels.SelectMany(panel => panel["targets"]!.AsArray()).Select(target => (string)target!["expr"]!),
        expression => Assert.All(Increase().Matches(expression), match =>
        {
            string series = match.Groups["series"].Value;
            Assert.Contains($"({series} unless {series} offset {match.Groups["window"].Value}) or {match.Value}", expression, StringComparison.Ordinal);
        }));

    [Fact]
    public void No_two_panels_share_a_number_or_a_place()
    {
        JsonNode[] panels = [.. Dashboard.Document["panels"]!.AsArray().Select(panel => panel!)];
        Assert.Equal(panels.Length, panels.Select(panel => (int)panel["id"]!).Distinct().Count());
        (int X, int Y)[] cells = [.. panels.SelectMany(Cells)];
        Assert.Equal(cells.Length, cells.Distinct().Count());
        Assert.All(cells, cell => Assert.InRange(cell.X, 0, 23));
    }

    private static IEnumerable<(int X, int Y)> Cells(JsonNode panel)
    {
        JsonNode place = panel["gridPos"]!;
        return Enumerable.Range((int)place["x"]!, (int)place["w"]!)
            .SelectMany(x => Enumerable.Range((int)place["y"]!, (int)place["h"]!).Select(y => (x, y)));
    }

    [GeneratedRegex(@"\$\{?(?<name>\w+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Variable();

    [GeneratedRegex(@"increase\((?<series>\w+\{[^}]*\})\[(?<window>[^\]]+)\]\)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Increase();

    [GeneratedRegex(@"\{\{(?<label>\w+)\}\}", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Legend();
}
