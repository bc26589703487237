using System.Text.Json;
using TokenAspire.Issuer.Contracts.Keys;
using TokenAspire.Issuer.Keys;
using TokenAspire.Issuer.Tests.Support;

namespace TokenAspire.Issuer.Tests.Telemetry;

public sealed class IssuerMetricsTests(IssuerHost host) : IClassFixture<IssuerHost>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Logins_count_by_outcome()
    {
        using RecordedMetrics metrics = new(host);
        Browser stranger = new(host.CreateBrowser());

        (await new Browser(host.CreateBrowser()).LogInAsync("bob", IssuerHost.DevelopmentPassword)).Dispose();
        (await stranger.LogInAsync("nobody", "wrong")).Dispose();
        for (int attempt = 0; attempt < 6; attempt++)
        {
            (await stranger.LogInAsync("carol", "wrong")).Dispose();
        }

        Assert.Equal(1, metrics.Count("tokenaspire.issuer.logins", ("outcome", "succeeded")));
        Assert.Equal(6, metrics.Count("tokenaspire.issuer.logins", ("outcome", "failed")));
        Assert.Equal(1, metrics.Count("tokenaspire.issuer.logins", ("outcome", "locked_out")));
    }

    [Fact]
    public async Task Published_keys_count_by_algorithm_and_state()
    {
        using RecordedMetrics metrics = new(host);
        double retiring = metrics.Read("tokenaspire.issuer.keys", ("algorithm", "RS256"), ("state", "retiring"));

        await host.Get<PostgresSigningKeyRing>().RotateNowAsync(Cancel);

        foreach (string algorithm in SigningAlgorithms.All)
        {
            Assert.Equal(1, metrics.Read("tokenaspire.issuer.keys", ("algorithm", algorithm), ("state", "active")));
        }

        Assert.Equal(retiring + 1, metrics.Read("tokenaspire.issuer.keys", ("algorithm", "RS256"), ("state", "retiring")));
    }

    [Fact]
    public async Task Tokens_count_by_grant_and_refusals_by_error_code()
    {
        Browser browser = new(host.CreateBrowser());
        (await browser.LogInAsync("alice", IssuerHost.DevelopmentPassword)).Dispose();
        using RecordedMetrics metrics = new(host);

        await browser.RedeemAsync(await browser.AuthorizeAsync());
        await browser.RedeemAsync("no-such-code");
        await browser.PostTokenAsync(new(StringComparer.Ordinal) { ["grant_type"] = "password", ["client_id"] = "cli" });

        Assert.Equal(1, metrics.Count(
            "tokenaspire.issuer.tokens", ("grant_type", "authorization_code"), ("outcome", "issued")));
        Assert.Equal(1, metrics.Count(
            "tokenaspire.issuer.tokens", ("grant_type", "authorization_code"), ("outcome", "refused"), ("error.type", "invalid_grant")));
        Assert.Equal(1, metrics.Count(
            "tokenaspire.issuer.tokens", ("grant_type", "other"), ("outcome", "refused"), ("error.type", "unsupported_grant_type")));
        Assert.Equal(2, metrics.Count("tokenaspire.issuer.token.duration", ("grant_type", "authorization_code")));
    }

    [Fact]
    public async Task Refreshes_count_by_outcome_and_a_reuse_also_as_a_suspicion_and_a_revocation()
    {
        Browser browser = new(host.CreateBrowser());
        (await browser.LogInAsync("alice", IssuerHost.DevelopmentPassword)).Dispose();
        string first = (await browser.RedeemAsync(await browser.AuthorizeAsync())).GetProperty("refresh_token").GetString()!;
        using RecordedMetrics metrics = new(host);

        string second = (await browser.RefreshAsync(first)).GetProperty("refresh_token").GetString()!;
        await browser.RefreshAsync(first);
        await browser.RefreshAsync("unknown");
        host.Time.Advance(TimeSpan.FromMinutes(1));
        await browser.RefreshAsync(first);
        await browser.RefreshAsync(second);

        foreach (string outcome in (string[])["rotated", "grace", "unknown", "reuse", "expired"])
        {
            Assert.Equal(1, metrics.Count("tokenaspire.issuer.refreshes", ("outcome", outcome)));
        }

        Assert.Equal(1, metrics.Count("tokenaspire.issuer.suspicions", ("kind", "reuse")));
        Assert.Equal(1, metrics.Count("tokenaspire.issuer.revocations", ("kind", "sid"), ("outcome", "published")));
    }

    [Fact]
    public async Task Revocations_count_by_kind_and_outcome()
    {
        Browser browser = new(host.CreateBrowser());
        (await browser.LogInAsync("alice", IssuerHost.DevelopmentPassword)).Dispose();
        string code = await browser.AuthorizeAsync();
        JsonElement tokens = await browser.RedeemAsync(code);
        using RecordedMetrics metrics = new(host);

        (await browser.RevokeAsync(tokens.GetProperty("access_token").GetString()!)).Dispose();
        Assert.Equal(1, metrics.Count("tokenaspire.issuer.revocations", ("kind", "jti"), ("outcome", "published")));

        // What a second use of the code revokes counts as well.
        await browser.RedeemAsync(code);
        Assert.Equal(2, metrics.Count("tokenaspire.issuer.revocations", ("kind", "jti"), ("outcome", "published")));
    }

    [Fact]
    public async Task A_change_of_signing_keys_counts()
    {
        using RecordedMetrics metrics = new(host);

        await host.Get<PostgresSigningKeyRing>().RotateNowAsync(Cancel);

        Assert.Equal(1, metrics.Count("tokenaspire.issuer.key.rotations", ("outcome", "succeeded")));
    }
}
