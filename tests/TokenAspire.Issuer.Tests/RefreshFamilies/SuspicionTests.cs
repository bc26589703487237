using TokenAspire.Issuer.Contracts.Grants;
using TokenAspire.Issuer.Contracts.RefreshFamilies;
using TokenAspire.Issuer.Contracts.Tokens;
using TokenAspire.Issuer.Tests.Support;

namespace TokenAspire.Issuer.Tests.RefreshFamilies;

public sealed class SuspicionTests(IssuerHost host) : IClassFixture<IssuerHost>
{
    private static readonly ClientPlace Berlin = new("DE", 52.52, 13.40);
    private static readonly ClientPlace Munich = new("DE", 48.14, 11.58);
    private static readonly ClientPlace Vienna = new("AT", 48.21, 16.37);
    private static readonly ClientPlace Sydney = new("AU", -33.87, 151.21);

    [Fact]
    public async Task A_new_country_is_reported_and_rotates()
    {
        Grant grant = await Grant.StartAsync(host);
        OpaqueToken second = await UseInAsync(grant, await grant.StartFamilyAsync(), Berlin);
        host.Time.Advance(TimeSpan.FromHours(2));

        RotationResult inVienna = await grant.RotateAsync(second, origin: new RequestOrigin(Place: Vienna));

        Assert.Equal(RotationOutcome.Rotated, inVienna.Outcome);
        Assert.Equal(Suspicion.NewCountry, inVienna.Suspicion);
    }

    [Fact]
    public async Task A_distance_that_nobody_travels_in_the_time_is_reported()
    {
        Grant grant = await Grant.StartAsync(host);
        OpaqueToken second = await UseInAsync(grant, await grant.StartFamilyAsync(), Berlin);
        host.Time.Advance(TimeSpan.FromMinutes(10));

        RotationResult inMunich = await grant.RotateAsync(second, origin: new RequestOrigin(Place: Munich));
        host.Time.Advance(TimeSpan.FromHours(15));
        RotationResult inSydney = await grant.RotateAsync(grant.SuccessorOf(second), origin: new RequestOrigin(Place: Sydney));

        Assert.Equal(Suspicion.ImpossibleTravel, inMunich.Suspicion);
        Assert.Equal(Suspicion.ImpossibleTravel, inSydney.Suspicion);
    }

    // The code is spent by then: without the answer its client would have to send the person to log in again.
    [Fact]
    public async Task A_place_that_cannot_be_noted_does_not_cost_the_answer()
    {
        Grant grant = await Grant.StartAsync(host);
        OpaqueToken code = await grant.StoreCodeAsync();
        OpaqueToken token = OpaqueToken.Generate();
        await host.QueryAsync<int>("create function no_place() returns trigger language plpgsql as $$ begin raise 'no place'; end $$");
        await host.QueryAsync<int>("create trigger no_place before update of country on refresh_tokens for each row execute function no_place()");
        try
        {
            Assert.Equal(CodeRedemption.Redeemed, await grant.RedeemAsync(code, grant.NewFamily(token) with { Place = Berlin }));
        }
        finally
        {
            await host.QueryAsync<int>("drop function no_place cascade");
        }

        Assert.Equal(RotationOutcome.Rotated, (await grant.RotateAsync(token)).Outcome);
    }

    [Fact]
    public async Task A_journey_within_a_country_is_nothing_to_report_and_an_unknown_place_forgets_nothing()
    {
        Grant grant = await Grant.StartAsync(host);
        OpaqueToken second = await UseInAsync(grant, await grant.StartFamilyAsync(), Berlin);
        host.Time.Advance(TimeSpan.FromHours(2));

        RotationResult inMunich = await grant.RotateAsync(second, origin: new RequestOrigin(Place: Munich));
        RotationResult nowhere = await grant.RotateAsync(grant.SuccessorOf(second));
        host.Time.Advance(TimeSpan.FromHours(2));
        RotationResult inVienna = await grant.RotateAsync(
            grant.SuccessorOf(grant.SuccessorOf(second)), origin: new RequestOrigin(Place: Vienna));

        Assert.Null(inMunich.Suspicion);
        Assert.Null(nowhere.Suspicion);
        Assert.Equal(Suspicion.NewCountry, inVienna.Suspicion);
    }

    [Fact]
    public async Task The_place_of_the_redemption_is_what_the_first_refresh_is_compared_with()
    {
        Grant grant = await Grant.StartAsync(host);
        OpaqueToken first = OpaqueToken.Generate();
        await grant.RedeemAsync(await grant.StoreCodeAsync(), grant.NewFamily(first) with { Place = new ClientPlace("DE") });

        Assert.Equal(Suspicion.NewCountry, (await grant.RotateAsync(first, origin: new RequestOrigin(Place: Vienna))).Suspicion);
    }

    [Fact]
    public async Task By_policy_a_suspicious_use_ends_the_session_until_the_next_login()
    {
        await using IssuerHost strict = new(host.Stores)
        {
            ConnectionString = host.ConnectionString,
            Settings = { ["Issuer:RefreshRotation:OnSuspicion"] = "Reauthenticate" },
        };
        Grant grant = await Grant.StartAsync(strict);
        OpaqueToken ofOtherClient = await grant.StartFamilyAsync("gateway-bff");
        OpaqueToken second = await UseInAsync(grant, await grant.StartFamilyAsync(), Berlin);

        RotationResult inSydney = await grant.RotateAsync(second, origin: new RequestOrigin(Place: Sydney));

        Assert.Equal(RotationOutcome.Suspicious, inSydney.Outcome);
        Assert.Null(inSydney.Issue);
        Assert.True(await grant.IsSessionEndedAsync());
        Assert.Equal(["sid"], await grant.JournalAsync(grant.SessionId));
        Assert.Equal(RotationOutcome.Expired, (await grant.RotateAsync(second, origin: new RequestOrigin(Place: Berlin))).Outcome);
        Assert.Equal(RotationOutcome.Expired, (await grant.RotateAsync(ofOtherClient, "gateway-bff")).Outcome);
    }

    [Fact]
    public async Task Another_browser_than_the_one_that_logged_in_is_refused()
    {
        Grant grant = await Grant.StartAsync(host);
        OpaqueToken first = await grant.StartFamilyAsync();
        TokenHash device = TokenHash.Of("the browser's device cookie");
        await host.QueryAsync<Guid>(
            "update sessions set device_hash = $1 where session_id = $2 returning session_id", device.ToArray(), grant.SessionId);

        Assert.Equal(
            RotationOutcome.DeviceMismatch,
            (await grant.RotateAsync(first, origin: new RequestOrigin(TokenHash.Of("another browser's")))).Outcome);
        Assert.Equal(RotationOutcome.Rotated, (await grant.RotateAsync(first, origin: new RequestOrigin(device))).Outcome);
        Assert.Equal(RotationOutcome.Rotated, (await grant.RotateAsync(grant.SuccessorOf(first))).Outcome);
    }

    private static async Task<OpaqueToken> UseInAsync(Grant grant, OpaqueToken token, ClientPlace place)
    {
        Assert.Null((await grant.RotateAsync(token, origin: new RequestOrigin(Place: place))).Suspicion);
        return grant.SuccessorOf(token);
    }
}
