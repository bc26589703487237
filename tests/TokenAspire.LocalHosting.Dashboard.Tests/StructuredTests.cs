using TokenAspire.LocalHosting.Dashboard.Tests.Hosting;

namespace TokenAspire.LocalHosting.Dashboard.Tests;

public sealed class StructuredTests
{
    [Fact]
    public async Task Records_are_found_by_resource_level_text_and_trace_and_lead_to_their_trace()
    {
        await using RunningDashboard dashboard = await RunningDashboard.StartAsync();
        using HttpClient client = await dashboard.LogInAsync();
        await dashboard.PostAsync("logs", Export.Logs("orders", Export.Log("first", severity: 5), Export.Log("second", severity: 13, trace: 8, attributes: [("Sku", "gadget")])));
        await dashboard.PostAsync("logs", Export.Logs("inventory", Export.Log("third", severity: 17)));

        Assert.Equal(["third", "second", "first"], Messages(await client.PageAsync("/structured")));
        Assert.Equal(["second", "first"], Messages(await client.PageAsync("/structured?resource=orders")));
        Assert.Equal(["third", "second"], Messages(await client.PageAsync("/structured?level=Warning")));
        Assert.Equal(["second"], Messages(await client.PageAsync("/structured?text=GADGET")));
        string ofTrace = await client.PageAsync($"/structured?trace={8:x32}");
        Assert.Equal(["second"], Messages(ofTrace));
        Assert.Contains($"href=\"/traces/{8:x32}\"", ofTrace, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_the_newest_records_are_kept()
    {
        await using RunningDashboard dashboard = await RunningDashboard.StartAsync();
        using HttpClient client = await dashboard.LogInAsync();
        for (int batch = 0; batch < 25; batch++)
        {
            int first = batch * 1000;
            await dashboard.PostAsync("logs", Export.Logs("orders", Enumerable.Range(first + 1, 1000).Select(number => Export.Log($"record {number}"))));
        }

        string page = await client.PageAsync("/structured");

        Assert.Contains("10,000 records kept of at most 10,000", page, StringComparison.Ordinal);
        Assert.Equal("record 25000", Messages(page).First());
        Assert.Equal(200, Messages(page).Count());
        Assert.Empty(Messages(await client.PageAsync("/structured?text=record 15000")));
        Assert.Single(Messages(await client.PageAsync("/structured?text=record 15001")));
    }

    private static IEnumerable<string> Messages(string page) => page.Values("<summary>(?<value>[^<]+)</summary>");
}
