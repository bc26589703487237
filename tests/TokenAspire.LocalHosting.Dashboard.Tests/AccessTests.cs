using System.Net;
using TokenAspire.LocalHosting.Dashboard.Tests.Hosting;

namespace TokenAspire.LocalHosting.Dashboard.Tests;

public sealed class AccessTests
{
    private static CancellationToken Timeout => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_login_token_works_once_and_the_next_one_is_announced()
    {
        await using RunningDashboard dashboard = await RunningDashboard.StartAsync();
        using HttpClient first = dashboard.CreateClient();
        using HttpClient second = dashboard.CreateClient();
        Uri login = new($"/login?t={RunningDashboard.Token}", UriKind.Relative);

        using HttpResponseMessage used = await first.GetAsync(login, Timeout);
        using HttpResponseMessage again = await second.GetAsync(login, Timeout);

        Assert.Equal((HttpStatusCode.Redirect, "/"), (used.StatusCode, used.Headers.Location?.OriginalString));
        Assert.Equal(HttpStatusCode.Unauthorized, again.StatusCode);
        Assert.False(again.Headers.Contains("Set-Cookie"));
        Assert.Equal(2, dashboard.Announced.Count);
        Assert.Equal($"{dashboard.Url}login?t={RunningDashboard.Token}", dashboard.Announced[0]);
        using HttpResponseMessage next = await second.GetAsync(new Uri(dashboard.Announced[1]), Timeout);
        Assert.Equal(HttpStatusCode.Redirect, next.StatusCode);
        Assert.Contains("<h1>Resources</h1>", await first.PageAsync("/"), StringComparison.Ordinal);
        Assert.Contains("<h1>Resources</h1>", await second.PageAsync("/"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_browser_that_fetches_ahead_does_not_use_the_token_up()
    {
        await using RunningDashboard dashboard = await RunningDashboard.StartAsync();
        using HttpClient client = dashboard.CreateClient();
        using HttpRequestMessage ahead = new(HttpMethod.Get, $"/login?t={RunningDashboard.Token}") { Headers = { { "Sec-Purpose", "prefetch;prerender" } } };

        using HttpResponseMessage refused = await client.SendAsync(ahead, Timeout);
        using HttpResponseMessage opened = await client.GetAsync(new Uri($"/login?t={RunningDashboard.Token}", UriKind.Relative), Timeout);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
        Assert.Equal(HttpStatusCode.Redirect, opened.StatusCode);
    }

    [Theory]
    [InlineData("//evil.example/")]
    [InlineData("/\\evil.example/")]
    [InlineData("https://evil.example/")]
    public async Task A_login_leads_to_no_other_site(string returnUrl)
    {
        await using RunningDashboard dashboard = await RunningDashboard.StartAsync();
        using HttpClient client = dashboard.CreateClient();
        using FormUrlEncodedContent form = new([new("t", RunningDashboard.Token), new("returnUrl", returnUrl)]);

        using HttpResponseMessage response = await client.PostAsync(new Uri("/login", UriKind.Relative), form, Timeout);

        Assert.Equal((HttpStatusCode.Redirect, "/"), (response.StatusCode, response.Headers.Location?.OriginalString));
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/traces")]
    [InlineData("/tokens")]
    public async Task A_page_without_a_session_leads_to_the_login(string path)
    {
        await using RunningDashboard dashboard = await RunningDashboard.StartAsync();
        using HttpClient client = dashboard.CreateClient();
        client.DefaultRequestHeaders.Accept.ParseAdd("text/html");
        client.DefaultRequestHeaders.Add("Cookie", $"tokenaspire-dashboard-{dashboard.Url.Port}={new string('0', 64)}");

        using HttpResponseMessage response = await client.GetAsync(new Uri(path, UriKind.Relative), Timeout);

        Assert.Equal(HttpStatusCode.Redirect, response.StatusCode);
        Assert.Equal($"/login?returnUrl={Uri.EscapeDataString(path)}", response.Headers.Location?.OriginalString);
    }

    [Theory]
    [InlineData("GET", "/events/traces")]
    [InlineData("GET", "/console/backend/lines")]
    [InlineData("POST", "/resources/backend/commands/stop")]
    [InlineData("POST", "/resources/backend/environment/SHARED_SECRET")]
    [InlineData("POST", "/parameters/shared-secret")]
    public async Task What_is_no_page_is_refused_without_a_session(string method, string path)
    {
        await using RunningDashboard dashboard = await RunningDashboard.StartAsync();
        using HttpClient client = dashboard.CreateClient();

        using HttpResponseMessage response = await client.SendAsync(new HttpRequestMessage(new HttpMethod(method), path), Timeout);

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
    }

    [Theory]
    [InlineData("rebound.example")]
    [InlineData("localhost.evil.example")]
    [InlineData("localhost:1")]
    public async Task A_host_that_is_not_this_machine_is_refused(string host)
    {
        await using RunningDashboard dashboard = await RunningDashboard.StartAsync();
        using HttpClient client = await dashboard.LogInAsync();
        using HttpRequestMessage page = new(HttpMethod.Get, "/") { Headers = { Host = host.Contains(':', StringComparison.Ordinal) ? host : $"{host}:{dashboard.Url.Port}" } };
        using HttpRequestMessage export = RunningDashboard.Request("traces", []);
        export.Headers.Host = page.Headers.Host;

        using HttpResponseMessage refusedPage = await client.SendAsync(page, Timeout);
        using HttpResponseMessage refusedExport = await client.SendAsync(export, Timeout);

        Assert.Equal(HttpStatusCode.BadRequest, refusedPage.StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, refusedExport.StatusCode);
    }

    [Fact]
    public async Task A_command_posted_by_another_site_is_refused()
    {
        await using RunningDashboard dashboard = await RunningDashboard.StartAsync();
        using HttpClient client = await dashboard.LogInAsync();
        using HttpRequestMessage foreign = new(HttpMethod.Post, "/resources/none/commands/stop") { Headers = { { "Origin", "http://localhost:1" } } };
        using HttpRequestMessage own = new(HttpMethod.Post, "/resources/none/commands/stop") { Headers = { { "Origin", dashboard.Url.GetLeftPart(UriPartial.Authority) } } };

        using HttpResponseMessage refused = await client.SendAsync(foreign, Timeout);
        using HttpResponseMessage unknown = await client.SendAsync(own, Timeout);

        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        Assert.Equal(HttpStatusCode.Conflict, unknown.StatusCode);
        Assert.Equal("There is no process resource 'none'.", await unknown.Content.ReadAsStringAsync(Timeout));
    }

    [Fact]
    public async Task It_listens_on_loopback_addresses_only()
    {
        await using RunningDashboard dashboard = await RunningDashboard.StartAsync();

        string port = dashboard.Url.Port.ToString("X4", System.Globalization.CultureInfo.InvariantCulture);
        string[] listening = [.. (await File.ReadAllLinesAsync("/proc/net/tcp", Timeout)).Concat(await File.ReadAllLinesAsync("/proc/net/tcp6", Timeout))
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Where(fields => fields[3] == "0A" && fields[1].EndsWith(':' + port, StringComparison.Ordinal)).Select(fields => fields[1].Split(':')[0])];

        Assert.NotEmpty(listening);
        Assert.Subset(new HashSet<string>(["0100007F", "00000000000000000000000001000000"], StringComparer.Ordinal), listening.ToHashSet(StringComparer.Ordinal));
    }

    [Fact]
    public async Task No_inline_script_or_style_is_allowed_and_none_is_needed()
    {
        await using RunningDashboard dashboard = await RunningDashboard.StartAsync();
        using HttpClient client = await dashboard.LogInAsync();

        using HttpResponseMessage response = await client.GetAsync(new Uri("/", UriKind.Relative), Timeout);
        string policy = string.Join(' ', response.Headers.GetValues("Content-Security-Policy"));
        string page = await response.Content.ReadAsStringAsync(Timeout);

        Assert.StartsWith("default-src 'none'; script-src 'self'; style-src 'self';", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        Assert.DoesNotMatch("<script(?![^>]* src=\"/assets/)", page);
        Assert.DoesNotMatch("<style| style=| on[a-z]+=", page);
    }

    [Theory]
    [InlineData("http://0.0.0.0:18888")]
    [InlineData("http://*:18888")]
    [InlineData("http://example.com")]
    [InlineData("nonsense")]
    public void An_address_beyond_this_machine_is_refused_with_the_fix(string url)
    {
        IDistributedApplicationBuilder builder = DistributedApplication.CreateBuilder();
        builder.Configuration["ASPNETCORE_URLS"] = url;

        DistributedApplicationException failure = Assert.Throws<DistributedApplicationException>(builder.Build);

        Assert.Contains($"'{url}' is not one of this machine alone. Set ASPNETCORE_URLS", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_taken_port_is_named_with_its_fix()
    {
        await using RunningDashboard other = await RunningDashboard.StartAsync();
        IDistributedApplicationBuilder builder = DistributedApplication.CreateBuilder();
        builder.Configuration["ASPNETCORE_URLS"] = other.Url.ToString();
        await using DistributedApplication second = builder.Build();

        DistributedApplicationException failure = await Assert.ThrowsAsync<DistributedApplicationException>(() => second.StartAsync(Timeout));

        Assert.StartsWith($"Port {other.Url.Port} of the dashboard is taken by another program. Stop that program", failure.Message, StringComparison.Ordinal);
        Assert.EndsWith("or change the port in Properties/launchSettings.json.", failure.Message, StringComparison.Ordinal);
    }
}
