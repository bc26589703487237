using TokenAspire.Issuer.Contracts.RefreshFamilies;
using TokenAspire.Issuer.Contracts.Tokens;
using TokenAspire.Issuer.Revocations;
using TokenAspire.Issuer.Sessions;
using TokenAspire.Issuer.Tests.Support;
using TokenAspire.Revocation;

namespace TokenAspire.Issuer.Tests.Revocations;

public sealed class TokenRevokerTests(IssuerHost host) : IClassFixture<IssuerHost>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_subject_loses_every_session_and_can_log_in_again()
    {
        Guid subject = await Grant.CreateSubjectAsync(host);
        Grant phone = await Grant.StartAsync(host, subject);
        Grant laptop = await Grant.StartAsync(host, subject);
        OpaqueToken onPhone = await phone.StartFamilyAsync();
        OpaqueToken onLaptop = await laptop.StartFamilyAsync("gateway-bff");

        RevocationReceipt receipt = await RevokeAsync(RevocationKind.Subject, subject.ToString());

        Assert.Equal(host.Time.GetUtcNow(), receipt.Revocation.Entry.RevokedAt);
        Assert.True(await phone.IsSessionEndedAsync());
        Assert.Equal(RotationOutcome.Expired, (await phone.RotateAsync(onPhone)).Outcome);
        Assert.Equal(RotationOutcome.Expired, (await laptop.RotateAsync(onLaptop, "gateway-bff")).Outcome);
        Assert.False(await host.Get<PostgresLoginSessions>().IsLiveAsync(laptop.SessionId, Cancel));
        Grant again = await Grant.StartAsync(host, subject);
        Assert.Equal(RotationOutcome.Rotated, (await again.RotateAsync(await again.StartFamilyAsync())).Outcome);
    }

    [Fact]
    public async Task A_client_loses_its_families_and_codes_while_others_keep_theirs()
    {
        Grant grant = await Grant.StartAsync(host);
        OpaqueToken gateway = await grant.StartFamilyAsync("gateway-bff");
        OpaqueToken cli = await grant.StartFamilyAsync();
        OpaqueToken code = await grant.StoreCodeAsync("gateway-bff");

        await RevokeAsync(RevocationKind.Client, "gateway-bff");

        Assert.Equal(RotationOutcome.Expired, (await grant.RotateAsync(gateway, "gateway-bff")).Outcome);
        Assert.Equal(RotationOutcome.Rotated, (await grant.RotateAsync(cli)).Outcome);
        Assert.Equal(Contracts.Grants.CodeRedemption.UnknownOrExpired, await grant.RedeemAsync(code, grant.NewFamily(OpaqueToken.Generate())));
        Assert.False(await grant.IsSessionEndedAsync());
    }

    [Fact]
    public async Task No_family_slips_past_a_revocation_of_its_client()
    {
        Grant[] grants = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => Grant.StartAsync(host)));
        (Grant Grant, OpaqueToken Code, OpaqueToken Token)[] racing =
            await Task.WhenAll(grants.Select(async grant => (grant, await grant.StoreCodeAsync("orders-worker"), OpaqueToken.Generate())));

        Task revocation = RevokeAsync(RevocationKind.Client, "orders-worker");
        await Task.WhenAll(racing.Select(race => Task.Run(() => race.Grant.RedeemAsync(race.Code, race.Grant.NewFamily(race.Token)))));
        await revocation;

        Assert.Empty(await host.QueryAsync<Guid>(
            "select family_id from refresh_families where client_id = 'orders-worker' and revoked_at is null"));
    }

    [Fact]
    public async Task Sessions_and_families_that_end_at_once_do_not_wait_for_each_other_for_ever()
    {
        Guid subject = await Grant.CreateSubjectAsync(host);
        Grant[] grants = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => Grant.StartAsync(host, subject)));
        OpaqueToken[] tokens = await Task.WhenAll(grants.Select(grant => grant.StartFamilyAsync()));

        List<Task> ends =
        [
            .. grants.Zip(tokens, (grant, token) => grant.RotateAsync(token)),
            .. grants.Select(grant => RevokeAsync(RevocationKind.Session, grant.SessionId.ToString())),
            RevokeAsync(RevocationKind.Subject, subject.ToString()),
            RevokeAsync(RevocationKind.Client, "cli"),
        ];
        await Task.WhenAll(ends);

        Assert.Empty(await host.QueryAsync<Guid>(
            "select family_id from refresh_families where subject_id = $1 and revoked_at is null", subject));
    }

    private Task<RevocationReceipt> RevokeAsync(RevocationKind kind, string value) =>
        host.Get<TokenRevoker>().RevokeAsync(kind, value, "test", "tester", Cancel);
}
