using TokenAspire.EndToEnd.Tests.Browsers;
using TokenAspire.EndToEnd.Tests.Topology;

namespace TokenAspire.EndToEnd.Tests;

/// <summary>Access tokens of four seconds and sessions of twelve, in a real Chromium.</summary>
[Collection(nameof(BreakableTopology))]
public sealed class BrowserRefreshTests(BreakableTopology topology, Chromium chromium)
{
    private const string Good = "200";

    [Fact]
    public async Task Two_tabs_share_a_session_that_is_refreshed_until_it_expires()
    {
        await using Shop first = await Shop.OpenAsync(chromium, topology);
        await first.LogInAsync("alice");
        Shop second = await first.OpenTabAsync();
        HashSet<string> cookies = new(StringComparer.Ordinal);
        string[] answers = [Good];

        await Eventually.TrueAsync("the session expires", async () =>
        {
            cookies.UnionWith((await first.Profile.CookiesAsync()).Where(cookie => cookie.Name == "__Host-gateway-session").Select(cookie => cookie.Value));
            answers = await Task.WhenAll(first.CallAgainAsync(), second.CallAgainAsync());
            return answers.Any(answer => answer != Good);
        });

        // Every refusal says that the session has expired, or comes after the one that took the cookie away.
        Assert.True(cookies.Count > 2, $"The session had {cookies.Count} cookies in its life.");
        Assert.Contains(answers, answer => answer.StartsWith("401 session_expired: The session has expired", StringComparison.Ordinal));
        Assert.All(answers, answer => Assert.True(answer == Good || answer.StartsWith("401", StringComparison.Ordinal), answer));
        Assert.DoesNotContain(await first.Profile.CookiesAsync(), cookie => cookie.Name == "__Host-gateway-session");
        Assert.Equal(0, topology.Telemetry.Total("tokenaspire.issuer.refreshes", ("outcome", "unknown")));
        Assert.Empty(first.Complaints.Concat(second.Complaints));
    }
}
