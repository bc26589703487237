using System.Net;
using System.Text;
using StackExchange.Redis;
using TokenAspire.Gateway.Bff.Sessions;
using TokenAspire.Gateway.Tests.Hosting;

namespace TokenAspire.Gateway.Tests;

/// <summary>A browser that never received the answer in which its next cookie was, and comes back with the one before.</summary>
public sealed class LostAnswerTests(SharedGateway shared) : GatewayTests(shared)
{
    private static readonly TimeSpan RefreshDue = TimeSpan.FromMinutes(4.5);
    private static readonly TimeSpan Later = TimeSpan.FromMinutes(20);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_session_goes_on_long_after_the_grace_window_on_every_replica(bool elsewhere)
    {
        await using GatewayHost other = await Gateway.StartReplicaAsync();
        using Browser browser = Gateway.OpenBrowser();
        await browser.LogInAsync();
        Gateway.Time.Now += RefreshDue;
        await LoseAnswerAsync(browser);
        Gateway.Time.Now += Later;
        await LoseAnswerAsync(browser.Copy(elsewhere ? other : null));
        Gateway.Time.Now += Later;

        using Browser back = browser.Copy(elsewhere ? other : null);
        using HttpResponseMessage response = await back.CallAsync("/api/orders");
        using HttpResponseMessage next = await back.CallAsync("/api/orders");

        Assert.Equal("Bearer " + Issuer.LastAccessToken, await response.SeenAsync("Authorization"));
        Assert.Equal("Bearer " + Issuer.LastAccessToken, await next.SeenAsync("Authorization"));
        Assert.Equal(3, Issuer.Count("refresh_token"));
    }

    [Fact]
    public async Task While_the_successor_is_good_every_replica_hands_out_the_same_one()
    {
        await using GatewayHost other = await Gateway.StartReplicaAsync();
        using Browser browser = Gateway.OpenBrowser();
        await browser.LogInAsync();
        Gateway.Time.Now += RefreshDue;
        await LoseAnswerAsync(browser);
        Gateway.Time.Now += TimeSpan.FromMinutes(2);

        using Browser there = browser.Copy(other);
        using HttpResponseMessage response = await there.CallAsync("/api/orders");

        Assert.Equal("Bearer " + Issuer.LastAccessToken, await response.SeenAsync("Authorization"));
        Assert.Equal(1, Issuer.Count("refresh_token"));
    }

    [Fact]
    public async Task Once_the_successor_was_used_the_cookie_before_is_a_stolen_one()
    {
        using Browser browser = Gateway.OpenBrowser();
        await browser.LogInAsync();
        string refreshToken = Issuer.LastRefreshToken;
        using Browser thief = browser.Copy();
        Gateway.Time.Now += RefreshDue;
        using HttpResponseMessage refreshed = await browser.CallAsync("/api/orders");
        using HttpResponseMessage used = await browser.CallAsync("/api/orders");
        await ForgottenAsync(refreshToken);
        Gateway.Time.Now += Later;

        using HttpResponseMessage stolen = await thief.CallAsync("/api/orders");

        Assert.Equal(HttpStatusCode.OK, used.StatusCode);
        Assert.Equal("session_ended", await stolen.ReasonAsync());
    }

    [Fact]
    public async Task What_waits_for_the_browser_is_encrypted()
    {
        using Browser browser = Gateway.OpenBrowser();
        await browser.LogInAsync();
        string refreshToken = Issuer.LastRefreshToken;
        Gateway.Time.Now += RefreshDue;
        await LoseAnswerAsync(browser);

        string kept = await KeptAsync(refreshToken);

        Assert.NotEmpty(kept);
        Assert.All(
            [Issuer.LastAccessToken, Issuer.LastRefreshToken, refreshToken],
            secret => Assert.DoesNotContain(secret, SessionSuccessors.KeyOf(refreshToken) + kept, StringComparison.Ordinal));
    }

    private static async Task LoseAnswerAsync(Browser browser)
    {
        using Browser lost = browser.Copy();
        using HttpResponseMessage response = await lost.CallAsync("/api/orders");
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    private async Task<string> KeptAsync(string refreshToken)
    {
        using ConnectionMultiplexer store = await ConnectionMultiplexer.ConnectAsync(Store.ConnectionString);
        byte[]? kept = await store.GetDatabase().StringGetAsync(SessionSuccessors.KeyOf(refreshToken));
        return Encoding.Latin1.GetString(kept ?? []);
    }

    private async Task ForgottenAsync(string refreshToken)
    {
        using PeriodicTimer timer = new(TimeSpan.FromMilliseconds(10));
        while ((await KeptAsync(refreshToken)).Length > 0)
        {
            await timer.WaitForNextTickAsync(Cancel);
        }
    }
}
