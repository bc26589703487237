using System.Net;
using Microsoft.IdentityModel.JsonWebTokens;
using TokenAspire.Issuer.Contracts.Tokens;
using TokenAspire.Issuer.Logout;
using TokenAspire.Issuer.Revocations;
using TokenAspire.Issuer.Tests.Support;
using TokenAspire.Revocation;

namespace TokenAspire.Issuer.Tests.Logout;

/// <summary>OIDC Back-Channel Logout 1.0: the queue in Postgres and its delivery.</summary>
public sealed class BackChannelLogoutTests(LogoutHost host) : IClassFixture<LogoutHost>, IAsyncLifetime
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    // The tests of this class follow each other on one host: what one left behind is not the next one's.
    public async ValueTask InitializeAsync()
    {
        await host.QueryAsync<Guid>("delete from logout_deliveries returning notice_id");
        host.Receiver.Reset();
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task The_client_gets_a_logout_token_of_the_session()
    {
        Grant grant = await Grant.StartAsync(host);
        await grant.StartFamilyAsync();
        await EndAsync(grant);

        await DeliverAsync(host);

        JsonWebToken token = new(Assert.Single(host.Receiver.Tokens));
        Assert.Equal("logout+jwt", token.Typ);
        Assert.Equal(["cli"], token.Audiences);
        Assert.Equal(grant.SessionId.ToString(), token.GetPayloadValue<string>("sid"));
        Assert.Equal(grant.SubjectId.ToString(), token.Subject);
        Assert.Empty(await QueueAsync());
    }

    [Fact]
    public async Task Every_way_of_ending_a_session_tells_its_clients()
    {
        Grant reused = await Grant.StartAsync(host);
        OpaqueToken token = await reused.StartFamilyAsync();
        Grant closed = await Grant.StartAsync(host);
        await closed.StartFamilyAsync();
        await reused.RotateAsync(token);
        host.Time.Advance(TimeSpan.FromMinutes(1));

        await reused.RotateAsync(token);
        await host.Get<TokenRevoker>().RevokeAsync(RevocationKind.Subject, closed.SubjectId.ToString(), "test", "test", Cancel);

        Assert.Equal(
            new[] { reused.SessionId, closed.SessionId }.Order(),
            (await host.QueryAsync<Guid>("select session_id from logout_deliveries")).Order());
    }

    [Fact]
    public async Task Each_client_of_the_session_is_queued_once_and_others_not_at_all()
    {
        Grant grant = await Grant.StartAsync(host);
        await grant.StartFamilyAsync();
        await grant.StartFamilyAsync();
        await grant.StartFamilyAsync(clientId: "orders-worker");

        await EndAsync(grant);
        await EndAsync(grant);

        Assert.Equal(["cli", "orders-worker"], (await host.QueryAsync<string>("select client_id from logout_deliveries")).Order(StringComparer.Ordinal));
        await DeliverAsync(host);
        Assert.Single(host.Receiver.Tokens);
        Assert.Empty(await QueueAsync());
    }

    [Theory]
    [InlineData(null)]
    [InlineData(HttpStatusCode.InternalServerError)]
    [InlineData(HttpStatusCode.BadRequest)]
    [InlineData(HttpStatusCode.Redirect)]
    public async Task A_client_that_does_not_accept_is_told_again_later_and_later(HttpStatusCode? answer)
    {
        host.Receiver.Answer = answer;
        Grant grant = await Grant.StartAsync(host);
        await grant.StartFamilyAsync();
        await EndAsync(grant);

        await DeliverAsync(host);
        host.Time.Advance(TimeSpan.FromSeconds(14));
        await DeliverAsync(host);
        Assert.Single(host.Receiver.Tokens);
        host.Time.Advance(TimeSpan.FromSeconds(1));
        await DeliverAsync(host);
        Assert.Equal(2, host.Receiver.Tokens.Count);
        host.Time.Advance(TimeSpan.FromSeconds(29));
        await DeliverAsync(host);
        Assert.Equal(2, host.Receiver.Tokens.Count);

        host.Receiver.Answer = HttpStatusCode.OK;
        host.Time.Advance(TimeSpan.FromSeconds(1));
        await DeliverAsync(host);
        Assert.Empty(await QueueAsync());
        Assert.Single(host.Receiver.Tokens.Select(token => new JsonWebToken(token).Id).Distinct(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_client_that_never_answers_is_given_up_after_a_day()
    {
        host.Receiver.Answer = null;
        Grant grant = await Grant.StartAsync(host);
        await grant.StartFamilyAsync();
        await EndAsync(grant);
        await DeliverAsync(host);

        host.Time.Advance(TimeSpan.FromDays(1));
        await DeliverAsync(host);

        Assert.Empty(await QueueAsync());
    }

    [Fact]
    public async Task Of_several_issuers_one_tells_each_client_and_a_restart_forgets_nothing()
    {
        for (int session = 0; session < 20; session++)
        {
            Grant grant = await Grant.StartAsync(host);
            await grant.StartFamilyAsync();
            await EndAsync(grant);
        }

        await using LogoutHost restarted = new(host.Stores) { ConnectionString = host.ConnectionString, Receiver = host.Receiver };
        restarted.Time.Advance(host.Time.GetUtcNow() - restarted.Time.GetUtcNow());
        await Task.WhenAll(Enumerable.Range(0, 8).Select(worker => Task.Run(() => DeliverAsync(worker % 2 == 0 ? host : restarted))));

        Assert.Equal(20, host.Receiver.Tokens.Count);
        Assert.Equal(20, host.Receiver.Tokens.Select(token => new JsonWebToken(token).GetPayloadValue<string>("sid")).Distinct(StringComparer.Ordinal).Count());
        Assert.Empty(await QueueAsync());
    }

    [Fact]
    public async Task The_issuer_delivers_by_itself()
    {
        Grant grant = await Grant.StartAsync(host);
        await grant.StartFamilyAsync();
        await EndAsync(grant);

        await using LogoutHost delivering = new(host.Stores)
        {
            ConnectionString = host.ConnectionString, Receiver = host.Receiver, Settings = { ["Issuer:LogoutDelivery:PollInterval"] = "00:00:00.05" },
        };
        delivering.Time.Advance(host.Time.GetUtcNow() - delivering.Time.GetUtcNow());
        delivering.Get<LogoutDelivery>();
        await host.Receiver.Told.WaitAsync(TimeSpan.FromMinutes(1), TimeProvider.System, Cancel);

        Assert.Equal(grant.SessionId.ToString(), new JsonWebToken(Assert.Single(host.Receiver.Tokens)).GetPayloadValue<string>("sid"));
    }

    private static async Task DeliverAsync(LogoutHost host)
    {
        while (await host.Get<LogoutDelivery>().DeliverDueAsync(Cancel) > 0)
        {
        }
    }

    private Task<RevocationReceipt> EndAsync(Grant grant) =>
        host.Get<TokenRevoker>().RevokeAsync(RevocationKind.Session, grant.SessionId.ToString(), "test", "test", Cancel);

    private Task<List<Guid>> QueueAsync() => host.QueryAsync<Guid>("select notice_id from logout_deliveries");
}
