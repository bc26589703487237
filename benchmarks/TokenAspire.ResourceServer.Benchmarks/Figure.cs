using System.Globalization;

namespace TokenAspire.ResourceServer.Benchmarks;

/// <summary>What is printed, and how it is measured.</summary>
internal static class Figure
{
    /// <summary>One line: <c>name&lt;TAB&gt;value&lt;TAB&gt;unit</c>.</summary>
    public static void Print(string name, double value, string unit) =>
        Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name}\t{value:0.##}\t{unit}"));

    /// <summary>CPU time of this process in microseconds: what other processes do meanwhile does not count.</summary>
    public static double CpuMicroseconds(Action action)
    {
        TimeSpan before = Environment.CpuUsage.TotalTime;
        action();
        return (Environment.CpuUsage.TotalTime - before).TotalMicroseconds;
    }

    public static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted[sorted.Length / 2];
    }
}
