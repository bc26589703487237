using TokenAspire.Issuer.Contracts.RefreshFamilies;
using TokenAspire.Issuer.Contracts.Tokens;
using TokenAspire.Issuer.Store;
using TokenAspire.Issuer.Tests.Support;

namespace TokenAspire.Issuer.Tests.Store;

public sealed class ExpiredRowsTests(Stores stores) : IAsyncLifetime
{
    private readonly IssuerHost _host = new(stores);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync()
    {
        _host.Settings["Issuer:CleanUp:BatchSize"] = "2";
        return _host.InitializeAsync();
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task What_has_ended_leaves_batch_by_batch_and_the_rest_stays()
    {
        Grant old = await Grant.StartAsync(_host);
        for (int family = 0; family < 5; family++)
        {
            await old.StartFamilyAsync();
        }

        _host.Time.Advance(TimeSpan.FromDays(32));
        Grant current = await Grant.StartAsync(_host);
        OpaqueToken live = await current.StartFamilyAsync();

        Assert.True(await _host.Get<ExpiredRows>().DeleteAsync(Cancel) > 0);

        Assert.Equal([current.SessionId], await _host.QueryAsync<Guid>("select session_id from sessions"));
        Assert.Single(await _host.QueryAsync<Guid>("select family_id from refresh_families"));
        Assert.Single(await _host.QueryAsync<byte[]>("select token_hash from refresh_tokens"));
        Assert.Single(await _host.QueryAsync<byte[]>("select code_hash from authorization_codes"));
        Assert.Equal(RotationOutcome.Rotated, (await current.RotateAsync(live)).Outcome);
    }

    [Fact]
    public async Task One_issuer_at_a_time_deletes()
    {
        await using AdvisoryLock held = await AdvisoryLock.AcquireAsync(_host.Database, IssuerLock.CleanUp, Cancel);

        Assert.Equal(0, await _host.Get<ExpiredRows>().DeleteAsync(Cancel));
    }
}
