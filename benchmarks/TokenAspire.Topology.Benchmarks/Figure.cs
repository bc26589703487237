using System.Globalization;

namespace TokenAspire.Topology.Benchmarks;

/// <summary>A figure a line, as every benchmark of this repository prints them.</summary>
internal static class Figure
{
    public static void Print(string name, double value, string unit) =>
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name}\t{value:0.##}\t{unit}"));

    /// <summary>The smallest value that at least this share of all values does not exceed.</summary>
    public static double Percentile(IReadOnlyCollection<double> values, double share) =>
        values.Order().ElementAt((int)Math.Ceiling(share * values.Count) - 1);
}
