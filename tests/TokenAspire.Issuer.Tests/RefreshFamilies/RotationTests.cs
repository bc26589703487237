using TokenAspire.Issuer.Contracts.RefreshFamilies;
using TokenAspire.Issuer.Contracts.Tokens;
using TokenAspire.Issuer.Revocations;
using TokenAspire.Issuer.Tests.Support;
using TokenAspire.Revocation;

namespace TokenAspire.Issuer.Tests.RefreshFamilies;

public sealed class RotationTests(IssuerHost host) : IClassFixture<IssuerHost>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_use_rotates_and_the_successor_is_live()
    {
        Grant grant = await Grant.StartAsync(host);
        OpaqueToken first = await grant.StartFamilyAsync();

        RotationResult result = await grant.RotateAsync(first);

        Assert.Equal(RotationOutcome.Rotated, result.Outcome);
        Assert.Equal(grant.SubjectId.ToString(), result.Grant!.SubjectId);
        Assert.Equal(grant.SessionId.ToString(), result.Grant.SessionId);
        Assert.Equal("cli", result.Grant.ClientId);
        Assert.Equal(Grant.Scopes, result.Issue!.Scopes);
        IRefreshFamilyStore store = host.Get<IRefreshFamilyStore>();
        Assert.Null(await store.FindLiveAsync(first.Hash(), Cancel));
        LiveRefreshToken? live = await store.FindLiveAsync(grant.SuccessorOf(first).Hash(), Cancel);
        Assert.Equal(result.Grant.FamilyId, live!.Family.FamilyId);
    }

    [Fact]
    public async Task Of_fifty_parallel_uses_one_rotates_and_the_rest_get_the_same_answer()
    {
        Grant grant = await Grant.StartAsync(host);
        OpaqueToken first = await grant.StartFamilyAsync();

        RotationResult[] results = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => Task.Run(() => grant.RotateAsync(first))));

        RotationResult rotated = Assert.Single(results, result => result.Outcome is RotationOutcome.Rotated);
        Assert.Equal(49, results.Count(result => result.Outcome is RotationOutcome.Grace));
        Assert.All(results, result => Assert.Equal(rotated.Issue!.AccessToken, result.Issue!.AccessToken));
        Assert.Equal(2, (await TokensOfAsync(rotated)).Count);
    }

    [Fact]
    public async Task A_retry_after_a_lost_response_gets_the_first_answer_again()
    {
        Grant grant = await Grant.StartAsync(host);
        OpaqueToken first = await grant.StartFamilyAsync();
        RotationResult lost = await grant.RotateAsync(first, scopes: ["orders:read"]);

        host.Time.Advance(TimeSpan.FromSeconds(9));
        RotationResult retried = await grant.RotateAsync(first);

        Assert.Equal(RotationOutcome.Grace, retried.Outcome);
        Assert.Equal(lost.Issue!.AccessToken, retried.Issue!.AccessToken);
        Assert.Equal(["orders:read"], retried.Issue.Scopes);
        Assert.Equal(RotationOutcome.Rotated, (await grant.RotateAsync(grant.SuccessorOf(first))).Outcome);
    }

    [Fact]
    public async Task Replay_after_the_grace_window_kills_the_family_and_its_session()
    {
        Grant grant = await Grant.StartAsync(host);
        OpaqueToken first = await grant.StartFamilyAsync();
        OpaqueToken ofOtherClient = await grant.StartFamilyAsync("gateway-bff");
        await grant.RotateAsync(first);

        host.Time.Advance(TimeSpan.FromSeconds(10));

        Assert.Equal(RotationOutcome.Reuse, (await grant.RotateAsync(first)).Outcome);
        Assert.True(await grant.IsSessionEndedAsync());
        Assert.Equal(["sid"], await grant.JournalAsync(grant.SessionId));
        Assert.Equal(RotationOutcome.Expired, (await grant.RotateAsync(grant.SuccessorOf(first))).Outcome);
        Assert.Equal(RotationOutcome.Expired, (await grant.RotateAsync(ofOtherClient, "gateway-bff")).Outcome);
    }

    [Fact]
    public async Task Grace_ends_when_the_successor_has_been_used()
    {
        Grant grant = await Grant.StartAsync(host);
        OpaqueToken first = await grant.StartFamilyAsync();
        await grant.RotateAsync(first);
        await grant.RotateAsync(grant.SuccessorOf(first));

        Assert.Equal(RotationOutcome.Reuse, (await grant.RotateAsync(first)).Outcome);
        Assert.True(await grant.IsSessionEndedAsync());
    }

    [Fact]
    public async Task Grace_is_for_the_same_device_only()
    {
        Grant grant = await Grant.StartAsync(host);
        OpaqueToken first = await grant.StartFamilyAsync(deviceId: "phone");
        await grant.RotateAsync(first, deviceId: "phone");

        Assert.Equal(RotationOutcome.Reuse, (await grant.RotateAsync(first, deviceId: "laptop")).Outcome);
        Assert.True(await grant.IsSessionEndedAsync());
    }

    [Fact]
    public async Task Another_client_is_refused_and_nothing_changes()
    {
        Grant grant = await Grant.StartAsync(host);
        OpaqueToken first = await grant.StartFamilyAsync();

        Assert.Equal(RotationOutcome.ClientMismatch, (await grant.RotateAsync(first, "gateway-bff")).Outcome);
        Assert.Equal(RotationOutcome.Rotated, (await grant.RotateAsync(first)).Outcome);
    }

    [Theory]
    [InlineData("laptop")]
    [InlineData(null)]
    public async Task Another_device_is_refused_and_nothing_changes(string? other)
    {
        Grant grant = await Grant.StartAsync(host);
        OpaqueToken first = await grant.StartFamilyAsync(deviceId: "phone");

        Assert.Equal(RotationOutcome.DeviceMismatch, (await grant.RotateAsync(first, deviceId: other)).Outcome);
        Assert.Equal(RotationOutcome.Rotated, (await grant.RotateAsync(first, deviceId: "phone")).Outcome);
    }

    [Fact]
    public async Task Scope_may_shrink_for_one_token_and_come_back_but_never_grow()
    {
        Grant grant = await Grant.StartAsync(host);
        OpaqueToken first = await grant.StartFamilyAsync();

        RotationResult grown = await grant.RotateAsync(first, scopes: ["orders:read", "orders:refund"]);
        RotationResult shrunk = await grant.RotateAsync(first, scopes: ["orders:read"]);
        RotationResult whole = await grant.RotateAsync(grant.SuccessorOf(first));

        Assert.Equal(RotationOutcome.ScopeExceeded, grown.Outcome);
        Assert.Equal(["orders:read"], shrunk.Issue!.Scopes);
        Assert.Equal(Grant.Scopes, whole.Issue!.Scopes);
    }

    [Fact]
    public async Task A_token_that_waited_too_long_is_refused()
    {
        Grant grant = await Grant.StartAsync(host);
        OpaqueToken first = await grant.StartFamilyAsync();
        await grant.RotateAsync(first, lifetime: TimeSpan.FromHours(1));

        host.Time.Advance(TimeSpan.FromHours(1));

        Assert.Equal(RotationOutcome.Expired, (await grant.RotateAsync(grant.SuccessorOf(first))).Outcome);
    }

    [Fact]
    public async Task No_rotation_outlives_the_family()
    {
        Grant grant = await Grant.StartAsync(host);
        OpaqueToken token = await grant.StartFamilyAsync();
        DateTimeOffset end = host.Time.GetUtcNow() + TimeSpan.FromDays(30);
        for (int week = 0; week < 4; week++)
        {
            host.Time.Advance(TimeSpan.FromDays(7));
            Assert.Equal(RotationOutcome.Rotated, (await grant.RotateAsync(token)).Outcome);
            token = grant.SuccessorOf(token);
        }

        Assert.Equal(end, (await host.Get<IRefreshFamilyStore>().FindLiveAsync(token.Hash(), Cancel))!.ExpiresAt);
        host.Time.Advance(TimeSpan.FromDays(2));
        Assert.Equal(RotationOutcome.Expired, (await grant.RotateAsync(token)).Outcome);
    }

    [Fact]
    public async Task A_closed_account_cannot_refresh_and_nothing_is_consumed()
    {
        Grant grant = await Grant.StartAsync(host);
        OpaqueToken first = await grant.StartFamilyAsync();

        await host.QueryAsync<Guid>("update users set disabled_at = $1 where id = $2 returning id", host.Time.GetUtcNow(), grant.SubjectId);
        Assert.Equal(RotationOutcome.Expired, (await grant.RotateAsync(first)).Outcome);
        Assert.Null(await host.Get<IRefreshFamilyStore>().FindLiveAsync(first.Hash(), Cancel));

        await host.QueryAsync<Guid>("update users set disabled_at = null where id = $1 returning id", grant.SubjectId);
        Assert.Equal(RotationOutcome.Rotated, (await grant.RotateAsync(first)).Outcome);
    }

    [Fact]
    public async Task A_lockout_after_wrong_passwords_does_not_stop_refreshes()
    {
        Grant grant = await Grant.StartAsync(host);
        OpaqueToken first = await grant.StartFamilyAsync();

        await host.QueryAsync<Guid>(
            "update users set lockout_end = $1 where id = $2 returning id", host.Time.GetUtcNow().AddMinutes(5), grant.SubjectId);

        Assert.Equal(RotationOutcome.Rotated, (await grant.RotateAsync(first)).Outcome);
    }

    [Fact]
    public async Task A_token_of_an_ended_session_is_expired_and_nothing_more_is_revoked()
    {
        Grant grant = await Grant.StartAsync(host);
        OpaqueToken first = await grant.StartFamilyAsync();
        await grant.RotateAsync(first);
        await host.Get<TokenRevoker>().RevokeAsync(RevocationKind.Session, grant.SessionId.ToString(), "test", "test", Cancel);
        host.Time.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal(RotationOutcome.Expired, (await grant.RotateAsync(first)).Outcome);
        Assert.Equal(RotationOutcome.Expired, (await grant.RotateAsync(grant.SuccessorOf(first))).Outcome);
        Assert.Equal(["sid"], await grant.JournalAsync(grant.SessionId));
    }

    [Fact]
    public async Task An_unknown_token_is_unknown()
    {
        Grant grant = await Grant.StartAsync(host);

        Assert.Equal(RotationOutcome.Unknown, (await grant.RotateAsync(OpaqueToken.Generate())).Outcome);
    }

    [Fact]
    public async Task A_client_revokes_its_family_and_outstanding_access_tokens()
    {
        Grant grant = await Grant.StartAsync(host);
        IssuedAccessToken accessToken = grant.NewAccessToken();
        OpaqueToken first = await grant.StartFamilyAsync(accessToken: accessToken);
        IssuedAccessToken refreshed = (await grant.RotateAsync(first)).Issue!.AccessToken;
        IRefreshFamilyStore store = host.Get<IRefreshFamilyStore>();

        Assert.False(await store.RevokeAsync(first.Hash(), "gateway-bff", Cancel));
        Assert.Empty(await grant.JournalAsync(accessToken.TokenId));
        Assert.True(await store.RevokeAsync(grant.SuccessorOf(first).Hash(), "cli", Cancel));

        Assert.Equal(["jti"], await grant.JournalAsync(accessToken.TokenId));
        Assert.Equal(["jti"], await grant.JournalAsync(refreshed.TokenId));
        Assert.Equal(RotationOutcome.Expired, (await grant.RotateAsync(grant.SuccessorOf(first))).Outcome);
        Assert.False(await grant.IsSessionEndedAsync());
    }

    private Task<List<byte[]>> TokensOfAsync(RotationResult result) =>
        host.QueryAsync<byte[]>("select token_hash from refresh_tokens where family_id = $1", result.Grant!.FamilyId);
}
