using TokenAspire.Issuer.Revocations;
using TokenAspire.Issuer.Tests.Support;
using TokenAspire.Revocation;

namespace TokenAspire.Issuer.Tests.Revocations;

public sealed class AccessTokenLifetimesTests(Stores stores)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_revocation_outlives_the_tokens_of_a_longer_setting_until_the_last_of_them_has_ended()
    {
        await using IssuerHost earlier = new(stores) { Settings = { ["Registrations:Clients:1:AccessTokenLifetime"] = "00:20:00" } };
        await earlier.InitializeAsync();
        _ = earlier.Services;
        await using IssuerHost later = new(stores) { ConnectionString = earlier.ConnectionString };

        Assert.Equal(TimeSpan.FromMinutes(20.5), await RememberedForAsync(later));
        later.Time.Advance(TimeSpan.FromMinutes(30));
        Assert.Equal(TimeSpan.FromMinutes(5.5), await RememberedForAsync(later));
    }

    private static async Task<TimeSpan> RememberedForAsync(IssuerHost host)
    {
        string session = Guid.NewGuid().ToString();
        RevocationReceipt receipt = await host.Get<TokenRevoker>().RevokeAsync(RevocationKind.Session, session, "test", "test", Cancel);
        TimeSpan stored = (await host.QueryAsync<TimeSpan>("select expires_at - revoked_at from revocation_journal where value = $1", session)).Single();
        Assert.Equal(stored, receipt.Revocation.Entry.ExpiresAt - receipt.Revocation.Entry.RevokedAt);
        return stored;
    }
}
