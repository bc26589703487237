using System.Text.Json;
using TokenAspire.Issuer.Tests.Support;

namespace TokenAspire.Issuer.Tests.RefreshFamilies;

/// <summary>Retries while the key encryption secret is changed, one issuer after the other.</summary>
public sealed class SecretChangeTests(IssuerHost host) : IClassFixture<IssuerHost>
{
    private const string NextSecret = "the key encryption secret that comes next";

    [Fact]
    public async Task A_retry_at_an_issuer_with_the_next_secret_gets_the_same_successor()
    {
        Browser browser = new(host.CreateBrowser());
        await using IssuerHost renewed = Replica();
        Browser atRenewed = new(renewed.CreateBrowser());
        (await browser.LogInAsync("alice", IssuerHost.DevelopmentPassword)).Dispose();
        string token = (await browser.RedeemAsync(await browser.AuthorizeAsync())).GetProperty("refresh_token").GetString()!;
        string lost = (await browser.RefreshAsync(token)).GetProperty("refresh_token").GetString()!;

        string retried = (await atRenewed.RefreshAsync(token)).GetProperty("refresh_token").GetString()!;

        Assert.Equal(lost, retried);
        Assert.True((await atRenewed.RefreshAsync(retried)).TryGetProperty("refresh_token", out _));
    }

    [Fact]
    public async Task A_retry_at_an_issuer_that_cannot_know_the_successor_gets_none_that_is_wrong()
    {
        Browser browser = new(host.CreateBrowser());
        await using IssuerHost renewed = Replica();
        Browser atRenewed = new(renewed.CreateBrowser());
        (await browser.LogInAsync("bob", IssuerHost.DevelopmentPassword)).Dispose();
        string token = (await browser.RedeemAsync(await browser.AuthorizeAsync())).GetProperty("refresh_token").GetString()!;
        string lost = (await atRenewed.RefreshAsync(token)).GetProperty("refresh_token").GetString()!;

        JsonElement refused = await browser.RefreshAsync(token);

        Assert.Equal("temporarily_unavailable", refused.GetProperty("error").GetString());
        Assert.Equal(lost, (await atRenewed.RefreshAsync(token)).GetProperty("refresh_token").GetString());
    }

    private IssuerHost Replica()
    {
        IssuerHost replica = new(host.Stores)
        {
            ConnectionString = host.ConnectionString,
            Settings = { ["Issuer:KeyEncryptionSecret"] = NextSecret, ["Issuer:PreviousKeyEncryptionSecrets:0"] = IssuerHost.KeyEncryptionSecret },
        };
        replica.Time.Advance(host.Time.GetUtcNow() - replica.Time.GetUtcNow());
        return replica;
    }
}
