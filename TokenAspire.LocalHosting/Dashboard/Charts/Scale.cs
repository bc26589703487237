namespace TokenAspire.LocalHosting.Dashboard.Charts;

/// <summary>Ends an axis at a number that is easy to read.</summary>
internal static class Scale
{
    private static readonly double[] Steps = [1, 2, 4, 5, 10];

    /// <summary>The next of 1, 2, 4, 5 and 10 times a power of ten; 1 for nothing.</summary>
    public static double Nice(double highest)
    {
        if (highest <= 0 || !double.IsFinite(highest))
        {
            return 1;
        }

        double power = Math.Pow(10, Math.Floor(Math.Log10(highest)));
        return Steps.Select(step => step * power).First(step => step >= highest * 0.999);
    }
}
