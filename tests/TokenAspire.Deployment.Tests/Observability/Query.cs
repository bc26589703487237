using System.Text.RegularExpressions;

namespace TokenAspire.Deployment.Tests.Observability;

/// <summary>A condition on a label: <c>outcome="rejected"</c>, <c>error_type!~"a|b"</c>.</summary>
internal sealed record LabelMatcher(string Label, IReadOnlyList<string> Values);

/// <summary>A metric in a query with its conditions.</summary>
internal sealed record Selector(string Metric, IReadOnlyList<LabelMatcher> Matchers);

/// <summary>What a PromQL expression asks for, as far as names go.</summary>
internal sealed partial class Query(string expression)
{
    public IReadOnlyList<Selector> Selectors { get; } =
    [
        .. SelectorPattern().Matches(expression).Select(match => new Selector(
            match.Groups["metric"].Value,
            [.. MatcherPattern().Matches(match.Groups["matchers"].Value).Select(matcher => new LabelMatcher(matcher.Groups["label"].Value, Values(matcher)))])),
    ];

    /// <summary>The labels that the result is grouped by.</summary>
    public IReadOnlyList<string> Grouping { get; } =
    [
        .. GroupingPattern().Matches(expression)
            .SelectMany(match => match.Groups["labels"].Value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
            .Distinct(StringComparer.Ordinal),
    ];

    public override string ToString() => expression;

    // A dashboard's variable ($job) stands for any value.
    private static string[] Values(Match matcher) => matcher.Groups["value"].Value.StartsWith('$')
        ? []
        : matcher.Groups["operator"].Value.EndsWith('~') ? matcher.Groups["value"].Value.Split('|') : [matcher.Groups["value"].Value];

    [GeneratedRegex("""(?<!:)\b(?<metric>tokenaspire_\w+)\s*(\{(?<matchers>[^}]*)\})?""", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex SelectorPattern();

    [GeneratedRegex("""(?<label>\w+)\s*(?<operator>=~|!~|!=|=)\s*"(?<value>[^"]*)"(\s*,|\s*$)""", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex MatcherPattern();

    [GeneratedRegex("""\b(by|on)\s*\((?<labels>[^)]*)\)""", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex GroupingPattern();
}
