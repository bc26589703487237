using System.Globalization;

namespace TokenAspire.Gateway.Benchmarks;

/// <summary>What is printed, and how values are condensed.</summary>
internal static class Figure
{
    /// <summary>One line: <c>name&lt;TAB&gt;value&lt;TAB&gt;unit</c>.</summary>
    public static void Print(string name, double value, string unit) =>
        Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name}\t{value:0.##}\t{unit}"));

    public static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted[sorted.Length / 2];
    }
}
