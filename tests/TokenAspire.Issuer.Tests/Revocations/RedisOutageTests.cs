using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using TokenAspire.Issuer.Tests.Sessions;
using TokenAspire.Issuer.Tests.Support;

namespace TokenAspire.Issuer.Tests.Revocations;

/// <summary>On a Redis of its own, since it is stopped.</summary>
public sealed class RedisOutageTests : IAsyncLifetime
{
    private readonly Stores _stores = new();
    private readonly SessionsHost _host;

    public RedisOutageTests() => _host = new SessionsHost(_stores);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await _stores.InitializeAsync();
        _host.ConnectionString = await _stores.CreateEmptyDatabaseAsync(); // nothing to share here
    }

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        await _stores.DisposeAsync();
    }

    [Fact]
    public async Task While_Redis_is_away_every_revocation_is_answered_with_202_and_journalled()
    {
        using RecordedMetrics metrics = new(_host);
        Browser person = new(_host.CreateBrowser());
        (await person.LogInAsync("alice", IssuerHost.DevelopmentPassword)).Dispose();
        JsonElement tokens = await person.RedeemAsync(await person.AuthorizeAsync());
        JsonElement others = await person.RedeemAsync(await person.AuthorizeAsync());
        Browser ops = new(_host.CreateBrowser());
        await ops.BecomeOperatorAsync();
        Guid session = (await _host.QueryAsync<Guid>("select session_id from sessions")).Single();
        Device device = await Device.LogInAsync(_host, "bob");

        await _stores.StopRedisAsync(Cancel);
        using HttpResponseMessage accessToken = await person.RevokeAsync(tokens.GetProperty("access_token").GetString()!);
        using HttpResponseMessage refreshToken = await person.RevokeAsync(others.GetProperty("refresh_token").GetString()!);
        using HttpResponseMessage byOperator = await ops.Http.PostAsJsonAsync(
            "/admin/revocations", new { kind = "jti", value = Guid.NewGuid() }, Cancel);
        using HttpResponseMessage ended = await ops.Http.DeleteAsync($"/admin/sessions/{session}", Cancel);
        using HttpResponseMessage endedByPerson = await device.EndAsync(device.Sid);
        using HttpResponseMessage afterwards = await device.ListAsync();

        Assert.Equal(HttpStatusCode.Accepted, accessToken.StatusCode);
        Assert.Equal(HttpStatusCode.Accepted, refreshToken.StatusCode);
        Assert.Equal(HttpStatusCode.Accepted, byOperator.StatusCode);
        Assert.Equal(HttpStatusCode.Accepted, ended.StatusCode);
        Assert.Equal(HttpStatusCode.Accepted, endedByPerson.StatusCode);

        // No stream has told the issuer so: it is its own store that did.
        Assert.Equal(HttpStatusCode.Unauthorized, afterwards.StatusCode);
        Assert.Equal("revoked_session", (await afterwards.Content.ReadFromJsonAsync<JsonElement>(Cancel)).GetProperty("reason").GetString());
        Assert.Equal(
            ["jti", "jti", "jti", "sid", "sid"],
            await _host.QueryAsync<string>("select kind from revocation_journal where published_at is null order by kind"));
        Assert.Equal(3, metrics.Count("tokenaspire.issuer.revocations", ("kind", "jti"), ("outcome", "journalled")));
        Assert.Equal(2, metrics.Count("tokenaspire.issuer.revocations", ("kind", "sid"), ("outcome", "journalled")));
    }
}
