using TokenAspire.Issuer.Contracts.Grants;
using TokenAspire.Issuer.Contracts.RefreshFamilies;
using TokenAspire.Issuer.Contracts.Tokens;
using TokenAspire.Issuer.Revocations;
using TokenAspire.Issuer.Tests.Support;
using TokenAspire.Revocation;

namespace TokenAspire.Issuer.Tests.Grants;

public sealed class CodeRedemptionTests(IssuerHost host) : IClassFixture<IssuerHost>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_is_stored_is_found()
    {
        Grant grant = await Grant.StartAsync(host);
        OpaqueToken code = await grant.StoreCodeAsync();

        AuthorizationGrant? found = await host.Get<IAuthorizationCodeStore>().FindAsync(code.Hash(), Cancel);

        Assert.NotNull(found);
        Assert.Equal(grant.SubjectId.ToString(), found.SubjectId);
        Assert.Equal(grant.SessionId.ToString(), found.SessionId);
        Assert.Equal(Grant.Scopes, found.Scopes);
        Assert.Equal("nonce", found.Nonce);
        Assert.Null(await host.Get<IAuthorizationCodeStore>().FindAsync(OpaqueToken.Generate().Hash(), Cancel));
    }

    [Fact]
    public async Task Of_fifty_parallel_redemptions_one_succeeds()
    {
        Grant grant = await Grant.StartAsync(host);
        OpaqueToken code = await grant.StoreCodeAsync();

        CodeRedemption[] outcomes = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ =>
            Task.Run(() => grant.RedeemAsync(code, grant.NewFamily(OpaqueToken.Generate())))));

        Assert.Single(outcomes, CodeRedemption.Redeemed);
        Assert.Equal(49, outcomes.Count(outcome => outcome is CodeRedemption.AlreadyRedeemed));
    }

    [Fact]
    public async Task Second_use_of_a_code_revokes_its_tokens()
    {
        Grant grant = await Grant.StartAsync(host);
        OpaqueToken code = await grant.StoreCodeAsync();
        OpaqueToken refreshToken = OpaqueToken.Generate();
        IssuedAccessToken accessToken = grant.NewAccessToken();
        Assert.Equal(CodeRedemption.Redeemed, await grant.RedeemAsync(code, grant.NewFamily(refreshToken, accessToken: accessToken)));

        Assert.Equal(CodeRedemption.AlreadyRedeemed, await grant.RedeemAsync(code, grant.NewFamily(OpaqueToken.Generate())));

        Assert.Equal(RotationOutcome.Expired, (await grant.RotateAsync(refreshToken)).Outcome);
        Assert.Equal(["jti"], await grant.JournalAsync(accessToken.TokenId));
        Assert.False(await grant.IsSessionEndedAsync());
    }

    [Fact]
    public async Task Second_use_revokes_the_access_token_of_a_client_without_offline_access()
    {
        Grant grant = await Grant.StartAsync(host);
        OpaqueToken code = await grant.StoreCodeAsync();
        IssuedAccessToken accessToken = grant.NewAccessToken();
        Assert.Equal(CodeRedemption.Redeemed, await grant.RedeemAsync(code, grant.NewFamily(token: null, accessToken: accessToken)));

        Assert.Equal(CodeRedemption.AlreadyRedeemed, await grant.RedeemAsync(code, grant.NewFamily(token: null)));

        Assert.Equal(["jti"], await grant.JournalAsync(accessToken.TokenId));
    }

    [Fact]
    public async Task A_code_past_its_end_is_refused()
    {
        Grant grant = await Grant.StartAsync(host);
        OpaqueToken code = await grant.StoreCodeAsync();

        host.Time.Advance(TimeSpan.FromSeconds(60));

        Assert.Equal(CodeRedemption.UnknownOrExpired, await grant.RedeemAsync(code, grant.NewFamily(OpaqueToken.Generate())));
    }

    [Fact]
    public async Task An_unknown_code_is_refused()
    {
        Grant grant = await Grant.StartAsync(host);

        Assert.Equal(CodeRedemption.UnknownOrExpired, await grant.RedeemAsync(OpaqueToken.Generate(), grant.NewFamily(OpaqueToken.Generate())));
    }

    [Fact]
    public async Task A_code_of_an_ended_session_is_refused()
    {
        Grant grant = await Grant.StartAsync(host);
        OpaqueToken code = await grant.StoreCodeAsync();

        await host.Get<TokenRevoker>().RevokeAsync(RevocationKind.Session, grant.SessionId.ToString(), "test", "test", Cancel);

        Assert.Equal(CodeRedemption.UnknownOrExpired, await grant.RedeemAsync(code, grant.NewFamily(OpaqueToken.Generate())));
    }
}
