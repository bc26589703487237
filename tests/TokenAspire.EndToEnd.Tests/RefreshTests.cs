using System.Net;
using TokenAspire.TestTopology;
using TokenAspire.TestTopology.Clients;
using TokenAspire.EndToEnd.Tests.Topology;

namespace TokenAspire.EndToEnd.Tests;

public sealed class RefreshTests(SharedTopology topology)
{
    [Fact]
    public async Task Refreshing_rotates_both_tokens()
    {
        using UserAgent browser = topology.OpenBrowser();
        TokenResponse first = await browser.LogInAsync("alice", topology.Password);

        TokenResponse second = await RefreshAsync(browser, first);

        Assert.NotEqual(first.RefreshToken, second.RefreshToken);
        Assert.NotEqual(first.Claim("jti"), second.Claim("jti"));
        Assert.Equal(first.Claim("sid"), second.Claim("sid"));
        using HttpResponseMessage used = await topology.App.SendAsync("gateway", HttpMethod.Get, "/api/orders", second.AccessToken);
        Assert.Equal(HttpStatusCode.OK, used.StatusCode);
    }

    [Fact]
    public async Task A_retry_after_a_lost_response_gets_the_same_successor()
    {
        using UserAgent browser = topology.OpenBrowser();
        TokenResponse first = await browser.LogInAsync("alice", topology.Password);

        TokenResponse lost = await RefreshAsync(browser, first);
        TokenResponse retried = await RefreshAsync(browser, first);
        TokenResponse next = await RefreshAsync(browser, retried);

        Assert.Equal(lost.RefreshToken, retried.RefreshToken);
        Assert.Equal(lost.Claim("jti"), retried.Claim("jti"));
        Assert.NotEqual(retried.RefreshToken, next.RefreshToken);
    }

    [Fact]
    public async Task Fifty_parallel_uses_end_in_one_successor()
    {
        using UserAgent browser = topology.OpenBrowser();
        TokenResponse first = await browser.LogInAsync("alice", topology.Password);

        TokenResponse[] answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => RefreshAsync(browser, first)));

        Assert.Single(answers.Select(answer => answer.RefreshToken).Distinct(StringComparer.Ordinal));
        Assert.Single(answers.Select(answer => answer.Claim("jti")).Distinct(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_replay_after_the_successor_was_used_kills_the_family_and_its_access_tokens()
    {
        using UserAgent browser = topology.OpenBrowser();
        TokenResponse first = await browser.LogInAsync("alice", topology.Password);
        TokenResponse second = await RefreshAsync(browser, first);
        TokenResponse third = await RefreshAsync(browser, second);
        double reuses = topology.Telemetry.Total("tokenaspire.issuer.refreshes", ("outcome", "reuse"));

        using HttpResponseMessage replay = await browser.RefreshAsync(first.RefreshToken!);
        await TokenEndpoint.RefusedAsync(replay, "invalid_grant");
        using HttpResponseMessage live = await browser.RefreshAsync(third.RefreshToken!);
        await TokenEndpoint.RefusedAsync(live, "invalid_grant");

        await RefusedEverywhere.AsAsync(topology, third.AccessToken, "revoked_session");
        await Eventually.TrueAsync(
            "the reuse is counted",
            () => topology.Telemetry.Total("tokenaspire.issuer.refreshes", ("outcome", "reuse")) > reuses);
    }

    [Fact]
    public async Task Scope_may_shrink_but_never_grow()
    {
        using UserAgent browser = topology.OpenBrowser();
        TokenResponse first = await browser.LogInAsync("alice", topology.Password, "openid offline_access orders:read orders:write");

        using HttpResponseMessage grown = await browser.RefreshAsync(first.RefreshToken!, "orders:read orders:refund");
        await TokenEndpoint.RefusedAsync(grown, "invalid_scope");
        using HttpResponseMessage shrunk = await browser.RefreshAsync(first.RefreshToken!, "orders:read");

        Assert.Equal("orders:read", (await TokenEndpoint.ReadAsync(shrunk)).Claim("scope"));
    }

    private static async Task<TokenResponse> RefreshAsync(UserAgent browser, TokenResponse tokens)
    {
        using HttpResponseMessage response = await browser.RefreshAsync(tokens.RefreshToken!);
        return await TokenEndpoint.ReadAsync(response);
    }
}
