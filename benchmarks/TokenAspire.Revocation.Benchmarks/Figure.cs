using System.Globalization;

namespace TokenAspire.Revocation.Benchmarks;

/// <summary>What is printed and how it is measured.</summary>
internal static class Figure
{
    /// <summary>One line: <c>name&lt;TAB&gt;value&lt;TAB&gt;unit</c>.</summary>
    public static void Print(string name, double value, string unit) =>
        Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name}\t{value:0.##}\t{unit}"));

    /// <summary>The median of several rounds, in seconds of this process's own CPU time: other processes do not count.</summary>
    public static double MedianCpuSeconds(int rounds, Action round)
    {
        double[] seconds = new double[rounds];
        for (int i = 0; i < rounds; i++)
        {
            TimeSpan before = Environment.CpuUsage.TotalTime;
            round();
            seconds[i] = (Environment.CpuUsage.TotalTime - before).TotalSeconds;
        }

        Array.Sort(seconds);
        return seconds[rounds / 2];
    }
}
