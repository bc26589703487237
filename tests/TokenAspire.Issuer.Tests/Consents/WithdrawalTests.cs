using System.Net;
using System.Text.Json;
using Microsoft.Extensions.Primitives;
using Npgsql;
using TokenAspire.Issuer.Consents;
using TokenAspire.Issuer.Tests.DeviceAuthorizations;
using TokenAspire.Issuer.Tests.Support;
using TokenAspire.Revocation;

namespace TokenAspire.Issuer.Tests.Consents;

/// <summary>What people allowed they can take back, and then nothing of it is left.</summary>
public sealed class WithdrawalTests(ConsentHost host) : IClassFixture<ConsentHost>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Withdrawing_a_consent_ends_what_the_client_holds_of_that_person_and_nothing_else()
    {
        Person person = await Person.LoggedInAsync(host);
        Person other = await Person.LoggedInAsync(host);
        JsonElement tokens = await person.Browser.RedeemAsync(await person.AllowAsync());
        JsonElement unspent = await person.Browser.RedeemAsync(await person.Browser.AuthorizeAsync());
        JsonElement ofOther = await other.Browser.RedeemAsync(await other.AllowAsync());
        string code = await person.Browser.AuthorizeAsync();

        using HttpResponseMessage withdrawn = await person.WithdrawAsync();

        Assert.Equal(HttpStatusCode.SeeOther, withdrawn.StatusCode);
        Assert.False(await IsActiveAsync(person, tokens));
        Assert.False(await IsActiveAsync(person, unspent));
        Assert.Equal("invalid_grant", (await person.Browser.RefreshAsync(tokens.Text("refresh_token"))).Text("error"));
        Assert.Equal("invalid_grant", (await person.Browser.RedeemAsync(code)).Text("error"));
        Assert.StartsWith("/consent?", await person.LocationAsync(Browser.AuthorizeUrl()), StringComparison.Ordinal);
        Assert.True(await IsActiveAsync(other, ofOther));
        Assert.StartsWith(Browser.RedirectUri, await other.LocationAsync(Browser.AuthorizeUrl()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_page_shows_what_was_allowed_and_leads_back_to_it()
    {
        Person person = await Person.LoggedInAsync(host);
        Assert.Contains("/consents", await person.Browser.Http.GetStringAsync("/sessions", Cancel), StringComparison.Ordinal);
        Assert.Contains("no application", await person.Browser.Http.GetStringAsync("/consents", Cancel), StringComparison.Ordinal);
        await person.AllowAsync();

        string html = await person.Browser.Http.GetStringAsync("/consents", Cancel);
        Assert.Contains("TokenAspire command line", html, StringComparison.Ordinal);
        Assert.Contains("see your orders", html, StringComparison.Ordinal);
        using HttpResponseMessage withdrawn = await person.WithdrawAsync();

        Assert.Equal("/consents", withdrawn.Headers.Location!.OriginalString);
        Assert.Contains("no application", await person.Browser.Http.GetStringAsync("/consents", Cancel), StringComparison.Ordinal);
    }

    [Fact]
    public async Task To_approve_a_device_is_to_consent_and_can_be_withdrawn_before_and_after_it_has_tokens()
    {
        Person person = await Person.LoggedInAsync(host);
        Browser device = new(host.CreateBrowser());
        JsonElement served = await Device.StartAsync(device);
        await Device.DecideAsync(person.Browser, served, "approve");
        JsonElement tokens = await Device.PollAsync(device, served);
        JsonElement waiting = await Device.StartAsync(device);
        await Device.DecideAsync(person.Browser, waiting, "approve");
        Assert.StartsWith(Browser.RedirectUri, await person.LocationAsync(Browser.AuthorizeUrl()), StringComparison.Ordinal);

        (await person.WithdrawAsync()).Dispose();

        Assert.False(await IsActiveAsync(person, tokens));
        Assert.Equal("invalid_grant", (await Device.PollAsync(device, waiting)).Text("error"));
        Assert.StartsWith("/consent?", await person.LocationAsync(Browser.AuthorizeUrl()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_authorization_that_meets_a_withdrawal_under_way_gets_no_code()
    {
        Person person = await Person.LoggedInAsync(host);
        await person.AllowAsync();
        await using NpgsqlConnection connection = await host.Database.OpenConnectionAsync(Cancel);
        await using NpgsqlTransaction withdrawal = await connection.BeginTransactionAsync(Cancel);
        await using NpgsqlCommand withdraw = new("select withdraw_consent($1, 'cli', $2, $2)", connection);
        withdraw.Parameters.Add(new NpgsqlParameter { Value = person.SubjectId });
        withdraw.Parameters.Add(new NpgsqlParameter { Value = host.Time.GetUtcNow() });
        Assert.Equal(true, await withdraw.ExecuteScalarAsync(Cancel));

        Task<string> authorize = person.LocationAsync(Browser.AuthorizeUrl());
        await Eventually.HoldsAsync(async () =>
        {
            Assert.False(authorize.IsCompleted);
            return (await host.QueryAsync<bool>("select exists (select from pg_locks where not granted)")).Single();
        });

        await withdrawal.CommitAsync(Cancel);

        Dictionary<string, StringValues> answer = Person.Answer(await authorize);
        Assert.Equal("access_denied", answer["error"]);
        Assert.Equal([0L], await host.QueryAsync<long>(
            "select count(*) from authorization_codes where subject_id = $1 and family_id is null", person.SubjectId));
    }

    [Fact]
    public async Task Of_a_redemption_and_a_withdrawal_at_the_same_time_no_token_is_left()
    {
        Person person = await Person.LoggedInAsync(host);
        PostgresConsentStore consents = host.Get<PostgresConsentStore>();
        for (int round = 0; round < 10; round++)
        {
            string code = await person.AllowAsync();

            Task<JsonElement> redemption = Task.Run(() => person.Browser.RedeemAsync(code));
            Task<bool> withdrawal = Task.Run(() => consents.WithdrawAsync(person.SubjectId.ToString(), "cli", Cancel));
            await Task.WhenAll(redemption, withdrawal);
            await host.Get<IRevocationPublisher>().PublishPendingAsync(Cancel);

            Assert.True(await withdrawal);
            JsonElement answer = await redemption;
            Assert.True(answer.TryGetProperty("error", out JsonElement error) ? error.GetString() == "invalid_grant" : !await IsActiveAsync(person, answer));
        }

        Assert.Equal([0L], await host.QueryAsync<long>(
            "select count(*) from refresh_families where subject_id = $1 and revoked_at is null", person.SubjectId));
    }

    [Fact]
    public async Task Consents_and_withdrawals_are_audited()
    {
        Person person = await Person.LoggedInAsync(host);
        await person.Browser.RedeemAsync(await person.AllowAsync());
        await person.DecideAsync(await person.LocationAsync(Browser.AuthorizeUrl("orders:write")), "deny");
        (await person.WithdrawAsync()).Dispose();

        // The log is written behind the answers, in their order.
        List<string> events = [];
        await Eventually.HoldsAsync(async () =>
        {
            events = await host.QueryAsync<string>(
                "select outcome || ' ' || coalesce(detail, '') from audit_log where event = 'consent' and subject_id = $1 and actor = $1 and client_id = 'cli' order by sequence",
                person.SubjectId.ToString());
            return events.Count >= 3;
        });

        Assert.Equal(["given openid offline_access orders:read", "denied orders:write", "withdrawn "], events);
        Assert.NotEmpty(await host.QueryAsync<long>(
            "select sequence from audit_log where event = 'revocation' and outcome = 'consent_withdrawn' and actor = $1", person.SubjectId.ToString()));
    }

    private static async Task<bool> IsActiveAsync(Person person, JsonElement tokens) =>
        (await person.Browser.IntrospectAsync(tokens.Text("access_token"))).GetProperty("active").GetBoolean();
}
