namespace TokenAspire.LocalHosting.Dashboard.Charts;

/// <summary>Ends an axis at a number whose parts are easy to read.</summary>
internal static class Scale
{
    private static readonly double[] Steps = [1, 2, 2.5, 5, 10];
    private static readonly double[] WholeSteps = [1, 2, 5, 10];

    /// <summary>So many equal steps of 1, 2, 2.5 or 5 times a power of ten that they reach the highest value.</summary>
    /// <param name="highest">The highest value.</param>
    /// <param name="rows">The count of steps.</param>
    /// <param name="isCount">Whether there is nothing between 0 and 1.</param>
    public static double Top(double highest, int rows, bool isCount)
    {
        double least = isCount ? Math.Max(highest / rows, 1) : highest / rows;
        if (least <= 0 || !double.IsFinite(least))
        {
            return 1;
        }

        double power = Math.Pow(10, Math.Floor(Math.Log10(least)));
        return rows * (isCount && power < 10 ? WholeSteps : Steps).Select(step => step * power).First(step => step >= least * 0.999);
    }
}
