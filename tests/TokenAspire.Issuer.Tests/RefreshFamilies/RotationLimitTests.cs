using System.Net;
using Npgsql;
using TokenAspire.Issuer.Contracts.RefreshFamilies;
using TokenAspire.Issuer.Contracts.Tokens;
using TokenAspire.Issuer.Tests.Support;

namespace TokenAspire.Issuer.Tests.RefreshFamilies;

public sealed class RotationLimitTests(RotationLimitTests.NarrowHost host) : IClassFixture<RotationLimitTests.NarrowHost>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_family_that_is_refreshed_too_often_has_to_wait_and_loses_nothing()
    {
        Grant grant = await Grant.StartAsync(host);
        OpaqueToken token = await grant.StartFamilyAsync();
        OpaqueToken ofAnotherFamily = await grant.StartFamilyAsync();
        for (int use = 0; use < NarrowHost.Uses; use++)
        {
            Assert.Equal(RotationOutcome.Rotated, (await grant.RotateAsync(token)).Outcome);
            token = grant.SuccessorOf(token);
            host.Time.Advance(TimeSpan.FromSeconds(10));
        }

        RotationResult limited = await grant.RotateAsync(token);

        Assert.Equal(RotationOutcome.Limited, limited.Outcome);
        Assert.Equal(TimeSpan.FromSeconds(60 - (10 * NarrowHost.Uses)), limited.RetryAfter);
        Assert.Equal(RotationOutcome.Rotated, (await grant.RotateAsync(ofAnotherFamily)).Outcome);
        host.Time.Advance(limited.RetryAfter!.Value);
        Assert.Equal(RotationOutcome.Rotated, (await grant.RotateAsync(token)).Outcome);
    }

    [Fact]
    public async Task A_limited_refresh_is_429_with_Retry_After_and_counts_as_limited()
    {
        Browser browser = new(host.CreateBrowser());
        (await browser.LogInAsync("alice", IssuerHost.DevelopmentPassword)).Dispose();
        string token = (await browser.RedeemAsync(await browser.AuthorizeAsync())).GetProperty("refresh_token").GetString()!;
        for (int use = 0; use < NarrowHost.Uses; use++)
        {
            token = (await browser.RefreshAsync(token)).GetProperty("refresh_token").GetString()!;
        }

        using RecordedMetrics metrics = new(host);
        using HttpResponseMessage limited = await PostAsync(browser, token);

        Assert.Equal(HttpStatusCode.TooManyRequests, limited.StatusCode);
        Assert.Equal(TimeSpan.FromMinutes(1), limited.Headers.RetryAfter!.Delta);
        Assert.Equal(1, metrics.Count("tokenaspire.issuer.refreshes", ("outcome", "limited")));
    }

    [Fact]
    public async Task Beyond_what_may_wait_a_refresh_is_503_with_Retry_After_and_nothing_is_consumed()
    {
        Grant grant = await Grant.StartAsync(host);
        OpaqueToken held = await grant.StartFamilyAsync();
        OpaqueToken refused = await (await Grant.StartAsync(host)).StartFamilyAsync();
        Browser browser = new(host.CreateBrowser());
        await using NpgsqlConnection connection = await host.Database.OpenConnectionAsync(Cancel);
        await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync(Cancel);
        await using NpgsqlCommand hold = new("select from sessions where session_id = $1 for update", connection);
        hold.Parameters.Add(new NpgsqlParameter { Value = grant.SessionId });
        await hold.ExecuteNonQueryAsync(Cancel);

        // One at once and none waiting: it starts before it first awaits anything that is not done.
        Task<RotationResult> first = grant.RotateAsync(held);
        using HttpResponseMessage overloaded = await PostAsync(browser, refused.Reveal());
        await transaction.RollbackAsync(Cancel);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, overloaded.StatusCode);
        Assert.NotNull(overloaded.Headers.RetryAfter);
        Assert.Equal(RotationOutcome.Rotated, (await first).Outcome);
        using HttpResponseMessage again = await PostAsync(browser, refused.Reveal());
        Assert.Equal(HttpStatusCode.OK, again.StatusCode);
    }

    private static async Task<HttpResponseMessage> PostAsync(Browser browser, string refreshToken)
    {
        using FormUrlEncodedContent form = new(
            [new("grant_type", "refresh_token"), new("client_id", "cli"), new("refresh_token", refreshToken)]);
        return await browser.Http.PostAsync("/connect/token", form, Cancel);
    }

    /// <summary>An issuer with little room.</summary>
    public sealed class NarrowHost : IssuerHost
    {
        public const int Uses = 3;

        public NarrowHost(Stores stores)
            : base(stores)
        {
            Settings["Issuer:RefreshRotation:UsesPerWindow"] = "3";
            Settings["Issuer:Store:RotationsAtOnce"] = "1";
            Settings["Issuer:Store:WaitingRotations"] = "0";
        }
    }
}
