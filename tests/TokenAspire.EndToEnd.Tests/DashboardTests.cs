using System.Net;
using Microsoft.Playwright;
using TokenAspire.EndToEnd.Tests.Browsers;
using TokenAspire.EndToEnd.Tests.Topology;
using TokenAspire.TestTopology;

namespace TokenAspire.EndToEnd.Tests;

/// <summary>From the first click to the dashboard. Only with this project's own app host: its dashboard is part of it.</summary>
public sealed class DashboardTests(DashboardTopology topology, SharedTopology beside, Chromium chromium) : IClassFixture<DashboardTopology>
{
    private const float Patience = 30_000;

    /// <summary>From the refused call to the dashboard's page: it is part of what the product promises.</summary>
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(3);

    [Fact]
    public async Task An_order_is_a_trace_over_four_services_and_the_refusal_after_its_session_is_on_the_tokens_page_within_three_seconds()
    {
        await using Shop shop = await Shop.OpenAsync(chromium, topology);
        await shop.LogInAsync("alice");
        await shop.OrderAsync();
        string order = await shop.TraceOfAsync("POST /api/orders");
        IPage tokens = await topology.OpenAsync(chromium, "/tokens");
        IPage orderTrace = await topology.OpenAsync(chromium, $"/traces/{order}");

        await shop.EndSessionAtIssuerAsync();
        long called = 0;
        await Eventually.TrueAsync("the page is refused", async () =>
        {
            called = TimeProvider.System.GetTimestamp();
            return await shop.CallAgainAsync() != "200";
        });
        string refused = await shop.TraceOfAsync("GET /api/orders");
        TimeSpan left = Bound - TimeProvider.System.GetElapsedTime(called);

        await Assertions.Expect(tokens.Locator($"#reason-revoked_session a[href='/traces/{refused}']").First)
            .ToBeVisibleAsync(new() { Timeout = (float)Math.Max(1, left.TotalMilliseconds) });
        Assert.StartsWith("401 revoked_session", await shop.LastAnswerAsync(), StringComparison.Ordinal);
        foreach (string service in RunningTopology.Verifiers)
        {
            await Assertions.Expect(orderTrace.Locator(".service", new() { HasTextString = service }).First).ToBeVisibleAsync(new() { Timeout = Patience });

            // Every verifier has heard of the session's end, and says how long that took.
            await Assertions.Expect(tokens.Locator($"#replica-{service} td").Nth(2)).ToContainTextAsync("s", new() { Timeout = Patience });
        }

        await Assertions.Expect(tokens.Locator(".pill.good", new() { HasTextString = "Active" })).ToHaveCountAsync(2, new() { Timeout = Patience }); // RS256, ES256
    }

    [Fact]
    public async Task The_trace_of_a_revocation_shows_Postgres_and_Redis()
    {
        string token = (await topology.OperatorTokenAsync()).AccessToken;
        using HttpResponseMessage revoked = await topology.App.SendAsync(
            "issuer", HttpMethod.Post, "/admin/revocations", token, new { kind = "jti", value = Guid.CreateVersion7().ToString(), reason = "test" });
        Assert.Equal(HttpStatusCode.Created, revoked.StatusCode);
        IPage page = await topology.OpenAsync(chromium, "/traces?resource=issuer&text=EVAL%20append");

        await page.GetByRole(AriaRole.Link, new() { NameString = "POST /admin/revocations" }).First.ClickAsync(new() { Timeout = Patience });

        await Assertions.Expect(page.GetByText("EVAL append").First).ToBeVisibleAsync();
        string trace = await page.Locator("main").InnerHTMLAsync();
        Assert.Contains("postgresql", trace, StringComparison.Ordinal);
        Assert.Contains("redis", trace, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_topologies_run_side_by_side_and_neither_accepts_the_others_tokens()
    {
        string here = (await topology.LogInAsync("alice")).AccessToken;
        string there = (await beside.LogInAsync("alice")).AccessToken;

        foreach ((TopologyFixture at, string own, string foreign) in new (TopologyFixture, string, string)[] { (topology, here, there), (beside, there, here) })
        {
            using HttpResponseMessage accepted = await at.App.SendAsync("gateway", HttpMethod.Get, "/api/orders/identity", own);
            using HttpResponseMessage refused = await at.App.SendAsync("gateway", HttpMethod.Get, "/api/orders/identity", foreign);
            Assert.Equal(HttpStatusCode.OK, accepted.StatusCode);
            Assert.Equal("unknown_key", await refused.ReasonAsync());
        }

        Assert.Empty(Ports(topology).Intersect(Ports(beside)));
    }

    private static int[] Ports(TopologyFixture topology) => [.. RunningTopology.Verifiers.Append("issuer").Select(service => topology.App.GetEndpoint(service, "https").Port)];
}
