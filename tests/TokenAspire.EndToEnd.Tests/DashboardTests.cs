using Microsoft.Playwright;
using TokenAspire.EndToEnd.Tests.Browsers;
using TokenAspire.EndToEnd.Tests.Topology;

namespace TokenAspire.EndToEnd.Tests;

/// <summary>From the first click to the dashboard. Only with this project's own app host: its dashboard is part of it.</summary>
public sealed class DashboardTests(Chromium chromium)
{
    [Fact]
    public async Task The_dashboard_shows_an_order_and_why_the_call_after_its_session_was_refused()
    {
        await using DashboardTopology topology = new();
        await topology.InitializeAsync();
        await using Shop shop = await Shop.OpenAsync(chromium, topology);
        await shop.LogInAsync("alice");
        await shop.OrderAsync();
        string order = await shop.TraceOfAsync("POST /api/orders");

        await shop.EndSessionAtIssuerAsync();
        await Eventually.TrueAsync("the page is refused", async () => await shop.CallAgainAsync() != "200");
        string refused = await shop.TraceOfAsync("GET /api/orders");

        Assert.StartsWith("401 revoked_session", await shop.LastAnswerAsync(), StringComparison.Ordinal);
        IPage dashboard = await shop.Profile.NewPageAsync();
        await dashboard.GotoAsync(topology.DashboardLogin.AbsoluteUri);
        await Eventually.TrueAsync("the order's trace has passed all services", async () =>
        {
            string trace = await ReadAsync(dashboard, $"/traces/{order}");
            return new[] { "gateway", "orders", "inventory", "shipping" }.All(service => trace.Contains(service, StringComparison.Ordinal));
        });
        await Eventually.TrueAsync("the refusal is shown with its trace", async () =>
        {
            string tokens = await ReadAsync(dashboard, "/tokens");
            return tokens.Contains("revoked_session", StringComparison.Ordinal) && tokens.Contains($"/traces/{refused}", StringComparison.Ordinal);
        });
    }

    private static async Task<string> ReadAsync(IPage dashboard, string path)
    {
        await dashboard.GotoAsync(new Uri(new Uri(dashboard.Url), path).AbsoluteUri);
        return await dashboard.Locator("main").InnerHTMLAsync();
    }
}
