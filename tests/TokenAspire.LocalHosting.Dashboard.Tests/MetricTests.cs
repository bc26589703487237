using TokenAspire.LocalHosting.Dashboard.Otlp.Messages;
using TokenAspire.LocalHosting.Dashboard.Tests.Hosting;

namespace TokenAspire.LocalHosting.Dashboard.Tests;

public sealed class MetricTests
{
    [Fact]
    public async Task Differences_are_added_up_and_sums_taken_as_they_are()
    {
        await using RunningDashboard dashboard = await RunningDashboard.StartAsync();
        using HttpClient client = await dashboard.LogInAsync();
        foreach (long value in new[] { 3, 4, 5 })
        {
            Metric difference = Export.Counter("differences", value);
            difference.Sum.AggregationTemporality = 1;
            await dashboard.PostAsync("metrics", Export.Metrics("orders", difference, Export.Counter("sums", value)));
        }

        Assert.Contains("<td class=\"right\">12</td>", await client.PageAsync("/metrics/orders?instrument=differences"), StringComparison.Ordinal);
        Assert.Contains("<td class=\"right\">5</td>", await client.PageAsync("/metrics/orders?instrument=sums"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_histogram_is_shown_by_its_percentiles()
    {
        await using RunningDashboard dashboard = await RunningDashboard.StartAsync();
        using HttpClient client = await dashboard.LogInAsync();
        Metric duration = new()
        {
            Name = "duration",
            Unit = "s",
            Histogram = new Histogram
            {
                AggregationTemporality = 2,
                DataPoints = { new HistogramDataPoint { TimeUnixNano = Export.Now, Count = 100, BucketCounts = { 50, 40, 10, 0 }, ExplicitBounds = { 1, 2, 4 } } },
            },
        };
        await dashboard.PostAsync("metrics", Export.Metrics("orders", duration));

        string page = await client.PageAsync("/metrics/orders?instrument=duration");

        // 50 of 100 are at or below 1 s, 90 at or below 2 s, and the 99th lies nine tenths of the way from 2 s to 4 s.
        Assert.Matches("<td class=\"right\">100</td>\\s*<td class=\"right\">1[.]00 s</td>\\s*<td class=\"right\">2[.]00 s</td>\\s*<td class=\"right\">3[.]80 s</td>", page);
        Assert.Contains("<svg class=\"chart\"", page, StringComparison.Ordinal);
        Assert.Contains("<title>99 %: 3.80 s</title>", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Odd_measurements_do_no_harm()
    {
        await using RunningDashboard dashboard = await RunningDashboard.StartAsync();
        using HttpClient client = await dashboard.LogInAsync();
        NumberDataPoint nothing = new() { TimeUnixNano = ulong.MaxValue, AsDouble = double.NaN };
        HistogramDataPoint unequal = new() { TimeUnixNano = 1, BucketCounts = { 1, 2 }, ExplicitBounds = { 1, 2, 3 } };
        HistogramDataPoint huge = new() { TimeUnixNano = Export.Now, BucketCounts = { ulong.MaxValue, ulong.MaxValue }, ExplicitBounds = { double.MaxValue } };
        HistogramDataPoint endless = new() { TimeUnixNano = Export.Now, BucketCounts = { 1, 1 }, ExplicitBounds = { double.PositiveInfinity } };
        await dashboard.PostAsync("metrics", Export.Metrics("odd",
            new Metric { Name = "nothing", Gauge = new Gauge { DataPoints = { nothing } } },
            new Metric { Name = "unequal", Histogram = new Histogram { DataPoints = { unequal } } },
            new Metric { Name = "huge", Unit = "s", Histogram = new Histogram { DataPoints = { huge } } },
            new Metric { Name = "endless", Histogram = new Histogram { DataPoints = { endless } } },
            new Metric { Name = "of no kind" }));

        Assert.Contains("<td class=\"right\">0</td>", await client.PageAsync("/metrics/odd?instrument=nothing"), StringComparison.Ordinal);
        Assert.Contains("huge", await client.PageAsync("/metrics/odd?instrument=huge"), StringComparison.Ordinal);
        Assert.Contains("2 series kept", await client.PageAsync("/metrics/odd?instrument=unknown"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Series_are_bounded_and_the_silent_ones_leave_first()
    {
        await using RunningDashboard dashboard = await RunningDashboard.StartAsync();
        using HttpClient client = await dashboard.LogInAsync();
        for (int batch = 0; batch < 5; batch++)
        {
            int first = batch * 500;
            await dashboard.PostAsync("metrics", Export.Metrics("orders", Enumerable.Range(first, 500).Select(number => Export.Counter($"counter {number:0000}", 1))));
        }

        string page = await client.PageAsync("/metrics/orders");

        Assert.Contains("2,000 series kept of at most 2,000", page, StringComparison.Ordinal);
        Assert.DoesNotContain("counter 0499<", page, StringComparison.Ordinal);
        Assert.Contains("counter 0500<", page, StringComparison.Ordinal);
        Assert.Contains("counter 2499<", page, StringComparison.Ordinal);
    }
}
