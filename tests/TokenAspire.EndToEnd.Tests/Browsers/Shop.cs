using System.Collections.Concurrent;
using Microsoft.Playwright;
using TokenAspire.EndToEnd.Tests.Topology;

namespace TokenAspire.EndToEnd.Tests.Browsers;

/// <summary>A person in front of the gateway's page, in a browser profile of their own.</summary>
internal sealed class Shop : IAsyncDisposable
{
    // The whole way through the issuer takes a while on a busy machine.
    private const float Patience = 30_000;

    private readonly TopologyFixture _topology;

    private Shop(TopologyFixture topology, IBrowserContext profile, IPage page) => (_topology, Profile, Page) = (topology, profile, page);

    public IBrowserContext Profile { get; }

    public IPage Page { get; }

    /// <summary>What the browser has complained about: its policy, its scripts.</summary>
    public ConcurrentQueue<string> Complaints { get; } = [];

    // The list of sessions comes by itself after the page has opened, whatever else is called meanwhile.
    private ILocator LastCall => Page.Locator("#calls tbody tr").Filter(new() { HasNotText = "GET /bff/sessions" }).First;

    public ILocator Notice => Page.Locator("#notice");

    public static async Task<Shop> OpenAsync(Chromium browser, TopologyFixture topology)
    {
        IBrowserContext profile = await browser.OpenProfileAsync(topology.App.GetEndpoint("gateway", "https"));
        profile.SetDefaultTimeout(Patience);
        Shop shop = new(topology, profile, await profile.NewPageAsync());
        shop.Listen(shop.Page);
        await shop.GoToStartAsync();
        return shop;
    }

    /// <summary>Another tab of the same profile.</summary>
    public async Task<Shop> OpenTabAsync()
    {
        Shop tab = new(_topology, Profile, await Profile.NewPageAsync());
        tab.Listen(tab.Page);
        await tab.GoToStartAsync();
        return tab;
    }

    public Task GoToStartAsync() => Page.GotoAsync(_topology.App.GetEndpoint("gateway", "https").AbsoluteUri);

    /// <summary>From the page to the issuer's form and back.</summary>
    public async Task LogInAsync(string username)
    {
        await Page.GetByRole(AriaRole.Link, new() { Name = "Log in" }).ClickAsync();
        await Page.GetByLabel("User name").FillAsync(username);
        await Page.GetByLabel("Password").FillAsync(_topology.Password);
        await Page.GetByRole(AriaRole.Button, new() { Name = "Log in" }).ClickAsync();
        await Assertions.Expect(Page.Locator("#user-name")).ToHaveTextAsync(username, new() { Timeout = Patience });

        // Who they are, their orders, and where they are logged in.
        await Assertions.Expect(Page.Locator("#calls tbody tr")).ToHaveCountAsync(3, new() { Timeout = Patience });
    }

    /// <summary>Places an order and waits for what becomes of it: the services have seen the same token, the orders are listed.</summary>
    public async Task OrderAsync()
    {
        await Page.GetByRole(AriaRole.Button, new() { Name = "Place order" }).ClickAsync();
        await Assertions.Expect(Notice).ToContainTextAsync("each with the same token", new() { Timeout = Patience });
        await Assertions.Expect(LastCall.Locator("td").First).ToHaveTextAsync("GET /api/orders", new() { Timeout = Patience });
    }

    /// <summary>A call that only reads, and its answer as the page shows it.</summary>
    public async Task<string> CallAgainAsync()
    {
        string before = await LastCall.Locator("td").Nth(2).InnerTextAsync();
        await Page.GetByRole(AriaRole.Button, new() { Name = "Call again" }).ClickAsync();

        // Each call has a trace of its own.
        await Assertions.Expect(LastCall.Locator("td").Nth(2)).Not.ToHaveTextAsync(before, new() { Timeout = Patience });
        return await LastAnswerAsync();
    }

    public Task<string> LastAnswerAsync() => LastCall.Locator("td").Nth(1).InnerTextAsync();

    /// <summary>The trace of the last call of this kind, which is a link.</summary>
    public Task<string> TraceOfAsync(string call) =>
        Page.Locator("#calls tbody tr").Filter(new() { Has = Page.GetByRole(AriaRole.Cell, new() { Name = call, Exact = true }) }).First.Locator("a").InnerTextAsync();

    /// <summary>The session of this browser, as the page names it.</summary>
    public Task<string> SessionAsync() => Page.Locator("dt:text-is('Session') + dd").InnerTextAsync();

    /// <summary>What the page shows about a session.</summary>
    public ILocator SessionRow(string sid) => Page.Locator("#login-sessions tbody tr").Filter(new() { Has = Page.Locator($"[id='session-{sid}']") });

    /// <summary>Ends a session on the page itself, by the keyboard; the issuer's answer.</summary>
    public async Task<string> EndSessionAsync(string sid)
    {
        await SessionRow(sid).GetByRole(AriaRole.Button, new() { Name = "End session" }).PressAsync("Enter");
        await Assertions.Expect(LastCall.Locator("td").First).ToHaveTextAsync($"DELETE /bff/sessions/{sid}", new() { Timeout = Patience });
        return await LastAnswerAsync();
    }

    /// <summary>Ends the session on the issuer's page, in a tab of its own.</summary>
    public async Task EndSessionAtIssuerAsync()
    {
        IPage sessions = await Profile.RunAndWaitForPageAsync(() => Page.GetByRole(AriaRole.Link, new() { Name = "Sessions and devices" }).ClickAsync());
        await sessions.GetByRole(AriaRole.Button, new() { Name = "Log out here" }).ClickAsync();
        await Assertions.Expect(sessions.GetByLabel("User name").Or(sessions.GetByRole(AriaRole.Status))).ToBeVisibleAsync(new() { Timeout = Patience });
        await sessions.CloseAsync();
    }

    public Task ExpectLoggedOutAsync() =>
        Assertions.Expect(Page.GetByRole(AriaRole.Link, new() { Name = "Log in" })).ToBeVisibleAsync(new() { Timeout = Patience });

    public ValueTask DisposeAsync() => Profile.DisposeAsync();

    // A refusal is an answer, not a complaint.
    private void Listen(IPage page)
    {
        page.PageError += (_, error) => Complaints.Enqueue(error);
        page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning" && !message.Text.StartsWith("Failed to load resource", StringComparison.Ordinal))
            {
                Complaints.Enqueue(message.Text);
            }
        };
    }
}
