using Microsoft.Playwright;
using TokenAspire.EndToEnd.Tests.Browsers;

namespace TokenAspire.EndToEnd.Tests.Topology;

/// <summary>A topology with the app host's own dashboard, which receives the services' telemetry.</summary>
public sealed class DashboardTopology : TopologyFixture
{
    private readonly string _browserToken = System.Security.Cryptography.RandomNumberGenerator.GetHexString(32);
    private IBrowserContext? _developer;

    private protected override string DashboardToken => _browserToken;

    private Uri Dashboard => App.GetEndpoint("aspire-dashboard");

    /// <summary>A page of the dashboard in the browser of a developer, who logs in once.</summary>
    internal async Task<IPage> OpenAsync(Chromium browser, string path)
    {
        if (_developer is null)
        {
            _developer = await browser.OpenProfileAsync(App.GetEndpoint("gateway", "https"));
            IPage login = await _developer.NewPageAsync();
            await login.GotoAsync(new Uri(Dashboard, "/login?t=" + _browserToken).AbsoluteUri);
            await login.CloseAsync();
        }

        IPage page = await _developer.NewPageAsync();
        await page.GotoAsync(new Uri(Dashboard, path).AbsoluteUri);
        return page;
    }

    private protected override ValueTask EndAsync() => _developer?.DisposeAsync() ?? ValueTask.CompletedTask;
}
