using System.Globalization;

namespace TokenAspire.Issuer.Benchmarks;

/// <summary>What is printed, and how values are condensed.</summary>
internal static class Figure
{
    /// <summary>One line: <c>name&lt;TAB&gt;value&lt;TAB&gt;unit</c>.</summary>
    public static void Print(string name, double value, string unit) =>
        Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name}\t{value:0.##}\t{unit}"));

    public static double Median(IEnumerable<double> values) => Percentile([.. values], 0.5);

    /// <summary>The smallest value that at least this share of all values does not exceed.</summary>
    public static double Percentile(IReadOnlyCollection<double> values, double share) =>
        values.Order().ElementAt((int)Math.Ceiling(share * values.Count) - 1);
}
