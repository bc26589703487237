using System.Net.Http.Json;
using Microsoft.Playwright;
using TokenAspire.LocalHosting.Dashboard.Tests.Hosting;
using TokenAspire.LocalHosting.Supervision;
using TokenAspire.LocalHosting.Testing;

namespace TokenAspire.LocalHosting.Dashboard.Tests;

/// <summary>The pages in a real Chromium: what their module does, and that nothing breaks the policy they are under.</summary>
[Collection(nameof(Topology))]
public sealed class BrowserTests(Topology topology) : IAsyncLifetime
{
    private readonly List<string> _complaints = [];
    private readonly List<string> _requests = [];
    private IPlaywright _playwright = null!;
    private IBrowser _browser = null!;
    private IPage _page = null!;

    public async ValueTask InitializeAsync()
    {
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = Chromium.Find(),
            Args = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
        });
        _page = await _browser.NewPageAsync();
        _page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning")
            {
                _complaints.Add(message.Text);
            }
        };
        _page.PageError += (_, error) => _complaints.Add(error);
        _page.Request += (_, request) => _requests.Add($"{request.Method} {request.Url} {request.PostData}");
        await _page.GotoAsync(topology.LoginUrl.ToString());
    }

    public async ValueTask DisposeAsync()
    {
        await _browser.DisposeAsync();
        _playwright.Dispose();
    }

    [Fact]
    public async Task Every_page_loads_without_a_complaint_of_the_browser_and_from_nowhere_else()
    {
        await PostAsync("traces", Export.Traces("orders", Export.Span(31, 1, 0, "POST /orders")));
        foreach (string path in new[] { "/", "/resources/backend", "/console/backend", "/structured", "/traces", $"/traces/{31:x32}", "/metrics", "/tokens" })
        {
            await _page.GotoAsync(new Uri(topology.Url, path).ToString());
            Assert.NotEqual(string.Empty, await _page.Locator("h1").InnerTextAsync());
        }

        Assert.Empty(_complaints);
        Assert.All(_requests, request => Assert.StartsWith("GET " + topology.Url, request, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_new_trace_appears_by_itself_and_hostile_text_stays_text()
    {
        await _page.GotoAsync(new Uri(topology.Url, "/traces").ToString());
        string name = $"<img src=x onerror=alert(1)> {Guid.NewGuid():N}";

        await PostAsync("traces", Export.Traces("orders", Export.Span(Random.Shared.NextInt64(), 1, 0, name)));

        await Assertions.Expect(_page.GetByText(name)).ToBeVisibleAsync();
        Assert.Equal(0, await _page.Locator("main img").CountAsync());
        Assert.Empty(_complaints);
    }

    [Fact]
    public async Task A_refusal_is_on_the_tokens_page_with_its_trace_without_a_reload()
    {
        await _page.GotoAsync(new Uri(topology.Url, "/tokens").ToString());
        long trace = Random.Shared.NextInt64();

        await PostAsync("logs", Export.Logs("orders", Export.Log("Token refused: revoked_session", trace: trace, attributes: [("Reason", "revoked_session"), ("{OriginalFormat}", "Token refused: {Reason}")])));

        await Assertions.Expect(_page.Locator($"#reason-revoked_session a[href='/traces/{trace:x32}']")).ToBeVisibleAsync(new() { Timeout = 3_000 });
        Assert.Empty(_complaints);
    }

    [Fact]
    public async Task A_killed_process_is_shown_within_a_second_and_is_started_by_its_button()
    {
        await _page.GotoAsync(topology.Url.ToString());
        ILocator row = _page.Locator("#row-frontend");
        await Assertions.Expect(row.GetByText("Running", new() { Exact = true })).ToBeVisibleAsync(new() { Timeout = 60_000 });
        using HttpClient frontend = topology.App.CreateHttpClient("frontend");
        int id = await frontend.GetFromJsonAsync<int>(new Uri("/process", UriKind.Relative), TestContext.Current.CancellationToken);

        Posix.Signal(id, Posix.SigKill);
        await Assertions.Expect(row.GetByText("Exited", new() { Exact = true })).ToBeVisibleAsync(new() { Timeout = 1_000 });
        await Assertions.Expect(_page.Locator("#problem-frontend")).ToContainTextAsync("frontend has ended unasked: its process ended with code 137.");
        await row.GetByRole(AriaRole.Button, new() { Name = "Start frontend" }).ClickAsync();

        await Assertions.Expect(row.GetByText("Running", new() { Exact = true })).ToBeVisibleAsync(new() { Timeout = 60_000 });
        Assert.Empty(_complaints);
    }

    [Fact]
    public async Task A_paused_page_stands_still_until_it_is_resumed()
    {
        await _page.GotoAsync(new Uri(topology.Url, "/structured").ToString());
        await _page.GetByRole(AriaRole.Button, new() { Name = "Live" }).ClickAsync();
        string message = $"record {Guid.NewGuid():N}";

        await PostAsync("logs", Export.Logs("orders", Export.Log(message)));
        await Assertions.Expect(_page.GetByRole(AriaRole.Button, new() { Name = "Paused" })).ToBeVisibleAsync();
        Assert.Equal(0, await _page.GetByText(message).CountAsync());
        await _page.GetByRole(AriaRole.Button, new() { Name = "Paused" }).ClickAsync();

        await Assertions.Expect(_page.GetByText(message)).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_secret_is_shown_by_its_button_and_stays_shown_while_the_page_changes()
    {
        await _page.GotoAsync(new Uri(topology.Url, "/resources/frontend").ToString());
        Assert.DoesNotContain(Topology.Secret, await _page.ContentAsync(), StringComparison.Ordinal);

        await _page.GetByRole(AriaRole.Button, new() { Name = "Show SHARED_SECRET" }).ClickAsync();

        await Assertions.Expect(_page.GetByText(Topology.Secret)).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_pasted_token_is_taken_apart_in_the_page_and_sent_nowhere()
    {
        const string Token = "eyJhbGciOiJSUzI1NiIsInR5cCI6ImF0K2p3dCIsImtpZCI6ImtleS0xIn0.eyJzdWIiOiJhbGljZS1vZi10aGUtdG9rZW4iLCJleHAiOjE3MDAwMDAwMDAsInNjb3BlIjoib3JkZXJzOnJlYWQifQ.c2lnbmF0dXJl";
        await _page.GotoAsync(new Uri(topology.Url, "/tokens").ToString());

        await _page.GetByLabel("Token", new() { Exact = true }).FillAsync(Token);

        await Assertions.Expect(_page.GetByText("alice-of-the-token")).ToBeVisibleAsync();
        await Assertions.Expect(_page.GetByText("at+jwt")).ToBeVisibleAsync();
        await Assertions.Expect(_page.GetByText("It has expired.")).ToBeVisibleAsync();
        await _page.ReloadAsync();
        Assert.Equal(string.Empty, await _page.GetByLabel("Token", new() { Exact = true }).InputValueAsync());
        Assert.DoesNotContain(_requests, request => request.Contains("eyJ", StringComparison.Ordinal));
        Assert.Equal("0", await _page.EvaluateAsync<string>("() => String(localStorage.length + sessionStorage.length)"));
        Assert.Empty(_complaints);
    }

    [Fact]
    public async Task A_resource_is_restarted_by_keyboard_and_its_state_follows()
    {
        await _page.GotoAsync(topology.Url.ToString());
        ILocator row = _page.Locator("#row-frontend");
        await Assertions.Expect(row.GetByText("Running", new() { Exact = true })).ToBeVisibleAsync();

        await row.GetByRole(AriaRole.Button, new() { Name = "Stop frontend" }).FocusAsync();
        await _page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(row.GetByText("Exited", new() { Exact = true })).ToBeVisibleAsync(new() { Timeout = 30_000 });
        await row.GetByRole(AriaRole.Button, new() { Name = "Start frontend" }).FocusAsync();
        await _page.Keyboard.PressAsync("Enter");

        await Assertions.Expect(row.GetByText("Running", new() { Exact = true })).ToBeVisibleAsync(new() { Timeout = 60_000 });
        Assert.Empty(_complaints);
    }

    private async Task PostAsync(string signal, Google.Protobuf.IMessage request)
    {
        using HttpClient client = new(new SocketsHttpHandler()) { BaseAddress = topology.Url };
        using HttpResponseMessage response = await client.SendAsync(RunningDashboard.Request(signal, Google.Protobuf.MessageExtensions.ToByteArray(request)), TestContext.Current.CancellationToken);
        Assert.True(response.IsSuccessStatusCode);
    }
}
