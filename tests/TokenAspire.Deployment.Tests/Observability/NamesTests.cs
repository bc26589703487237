using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace TokenAspire.Deployment.Tests.Observability;

public sealed partial class NamesTests
{
    public static TheoryData<string, string> Queries()
    {
        TheoryData<string, string> queries = [];
        foreach (JsonNode rule in Rules.All)
        {
            queries.Add((string?)rule["alert"] ?? (string)rule["record"]!, (string)rule["expr"]!);
        }

        foreach (JsonNode panel in Dashboard.Panels)
        {
            foreach (JsonNode? target in panel["targets"]!.AsArray())
            {
                queries.Add((string)panel["title"]!, (string)target!["expr"]!);
            }
        }

        return queries;
    }

    [Theory]
    [InlineData("tokenaspire.verification.results", "tokenaspire_verification_results_total")]
    [InlineData("tokenaspire.verification.duration", "tokenaspire_verification_duration_seconds_bucket")]
    [InlineData("tokenaspire.revocation.lag", "tokenaspire_revocation_lag_seconds")]
    [InlineData("tokenaspire.revocation.entries", "tokenaspire_revocation_entries")]
    [InlineData("tokenaspire.issuer.key.rotations", "tokenaspire_issuer_key_rotations_total")]
    public void An_instrument_has_its_name_in_Prometheus(string instrument, string series) =>
        Assert.Equal(series, PrometheusNames.Names(Instruments.All[instrument].Instrument)[0]);

    [Theory]
    [MemberData(nameof(Queries))]
    public void A_query_asks_for_what_the_code_measures(string where, string expression)
    {
        Query query = new(expression);
        Assert.True(query.Selectors.Count > 0 || Recorded().IsMatch(expression), where);
        Assert.All(query.Selectors, selector =>
        {
            Assert.True(PrometheusNames.Series.TryGetValue(selector.Metric, out Dictionary<string, HashSet<string>?>? labels), $"{where}: nothing makes {selector.Metric}.");
            Assert.All(selector.Matchers, matcher =>
            {
                Assert.True(labels.TryGetValue(matcher.Label, out HashSet<string>? values), $"{where}: {selector.Metric} has no {matcher.Label}.");
                Assert.All(matcher.Values, value => Assert.True(values?.Contains(value) ?? true, $"{where}: {matcher.Label} is never {value}."));
            });
            Assert.All(query.Grouping, label => Assert.True(labels.ContainsKey(label), $"{where}: {selector.Metric} has no {label} to group by."));
        });
    }

    // As many matchers are understood as there are: none slips past the tests because of its spelling.
    [Theory]
    [MemberData(nameof(Queries))]
    public void Every_condition_of_a_query_is_understood(string where, string expression)
    {
        Query query = new(expression);
        Assert.True(expression.Count(character => character == '"') == 2 * query.Selectors.Sum(selector => selector.Matchers.Count), where);
    }

    [Fact]
    public void Every_series_is_documented_with_its_attributes()
    {
        string documented = Repository.Read("docs/telemetry.md");
        Assert.All(Instruments.All.Values, measured =>
        {
            string line = Assert.Single(documented.Split('\n'), line => line.Contains($"`{measured.Instrument.Name}`", StringComparison.Ordinal) && line.StartsWith('|'));
            Assert.All(measured.Attributes.Keys, attribute => Assert.Contains($"`{attribute}`", line, StringComparison.Ordinal));
        });
    }

    [Fact]
    public void Every_instrument_is_on_the_dashboard()
    {
        string[] shown = [.. Dashboard.Panels.SelectMany(panel => panel["targets"]!.AsArray()).SelectMany(target => new Query((string)target!["expr"]!).Selectors).Select(selector => selector.Metric)];
        Assert.All(Instruments.All.Values, measured => Assert.NotEmpty(PrometheusNames.Names(measured.Instrument).Intersect(shown, StringComparer.Ordinal)));
    }

    [GeneratedRegex("^job:tokenaspire_", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Recorded();
}
