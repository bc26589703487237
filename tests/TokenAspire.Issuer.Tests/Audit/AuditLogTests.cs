using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Npgsql;
using TokenAspire.Issuer.Contracts.Audit;
using TokenAspire.Issuer.Contracts.Tokens;
using TokenAspire.Issuer.Keys;
using TokenAspire.Issuer.Store;
using TokenAspire.Issuer.Tests.Support;

namespace TokenAspire.Issuer.Tests.Audit;

public sealed class AuditLogTests(IssuerHost host) : IClassFixture<IssuerHost>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_login_a_grant_and_a_logout_are_found_by_subject()
    {
        Guid subject = await Grant.CreateSubjectAsync(host);
        string name = (await host.QueryAsync<string>("select user_name from users where id = $1", subject)).Single();
        Browser person = new(host.CreateBrowser());
        (await person.LogInAsync(name, "a wrong password")).Dispose();
        (await person.LogInAsync(name, IssuerHost.DevelopmentPassword)).Dispose();
        await person.RedeemAsync(await person.AuthorizeAsync());
        string sid = (await host.QueryAsync<Guid>("select session_id from sessions where subject_id = $1", subject)).Single().ToString();
        (await person.PostFormAsync("/sessions", "/sessions", new(StringComparer.Ordinal) { ["sid"] = sid })).Dispose();

        string[] expected = ["grant issued", "login failed", "login succeeded", "revocation person_request"];
        JsonElement[] events = await WaitForAsync($"?sub={subject}", found => found.Length >= expected.Length);

        Assert.Equal(expected, events.Select(Words).Order(StringComparer.Ordinal));
        Assert.Equal("cli", events.Single(happened => Words(happened) == "grant issued").GetProperty("clientId").GetString());
        Assert.Equal(subject.ToString(), events.Single(happened => Words(happened) == "revocation person_request").GetProperty("actor").GetString());
    }

    [Fact]
    public async Task The_reuse_of_a_refresh_token_is_in_the_log_as_soon_as_it_is_answered()
    {
        Grant grant = await Grant.StartAsync(host);
        OpaqueToken token = await grant.StartFamilyAsync();
        await grant.RotateAsync(token);
        await grant.RotateAsync(grant.SuccessorOf(token));
        await grant.RotateAsync(token);

        Assert.Equal(["refresh_token_reuse"], await host.QueryAsync<string>(
            "select outcome from audit_log where event = 'revocation' and subject_id = $1 and session_id = $2", grant.SubjectId.ToString(), grant.SessionId.ToString()));
    }

    [Fact]
    public async Task What_operators_do_and_what_becomes_of_keys_is_noted()
    {
        Browser ops = await OperatorAsync();
        string kid = host.Get<PostgresSigningKeyRing>().GetSigningKey("ES256").KeyId;

        (await ops.Http.PostAsync($"/admin/keys/{kid}/revoke", content: null, Cancel)).EnsureSuccessStatusCode();
        using HttpResponseMessage refused = await ops.Http.PostAsJsonAsync("/admin/revocations", new { kind = "nothing" }, Cancel);

        JsonElement[] admin = await WaitForAsync("?event=admin&client_id=ops", found => found.Length >= 2);
        Assert.Contains(admin, happened => Words(happened) == "admin 200" && happened.GetProperty("detail").GetString() == $"POST /admin/keys/{kid}/revoke");
        Assert.Contains(admin, happened => Words(happened) == "admin 400");
        Assert.Contains(await WaitForAsync("?event=key&limit=500", found => found.Length > 0), happened => Words(happened) == "key retired");
        Assert.Contains(await WaitForAsync("?event=revocation&limit=500", found => found.Length > 0), happened => Words(happened) == "revocation key_compromised");
    }

    [Fact]
    public async Task A_refused_token_request_is_noted_without_what_was_sent()
    {
        await new Browser(host.CreateBrowser()).RefreshAsync("no-such-token-at-all");

        JsonElement[] events = await WaitForAsync("?event=grant&client_id=cli&limit=500", found => found.Any(happened => Words(happened) == "grant invalid_grant"));

        Assert.Equal("refresh_token", events.First(happened => Words(happened) == "grant invalid_grant").GetProperty("detail").GetString());
        Assert.Equal([0L], await host.QueryAsync<long>("select count(*) from audit_log where audit_log::text like '%no-such-token%' or audit_log::text like '%wrong password%'"));
    }

    [Fact]
    public async Task Pages_follow_each_other_and_times_bound_them()
    {
        IAuditLog log = host.Get<IAuditLog>();
        string client = "client-" + Guid.NewGuid();
        for (int index = 0; index < 5; index++)
        {
            log.Write(new AuditEvent(AuditEvents.Consent, "given") { ClientId = client, Detail = $"{index}\0\ud800" });
        }

        await WaitForAsync($"?client_id={client}", found => found.Length == 5);
        Browser ops = await OperatorAsync();
        JsonElement first = await ops.Http.GetFromJsonAsync<JsonElement>($"/admin/audit?client_id={client}&limit=3", Cancel);
        JsonElement second = await ops.Http.GetFromJsonAsync<JsonElement>(
            $"/admin/audit?client_id={client}&limit=3&before={first.GetProperty("next").GetInt64()}", Cancel);
        string now = Uri.EscapeDataString(host.Time.GetUtcNow().AddSeconds(1).ToString("O", CultureInfo.InvariantCulture));

        Assert.Equal(["4??", "3??", "2??", "1??", "0??"], first.GetProperty("items").EnumerateArray()
            .Concat(second.GetProperty("items").EnumerateArray()).Select(happened => happened.GetProperty("detail").GetString()));
        Assert.Equal(JsonValueKind.Null, second.GetProperty("next").ValueKind);
        Assert.Empty(await ReadAsync(ops, $"?client_id={client}&from={now}"));
        Assert.Equal(5, (await ReadAsync(ops, $"?client_id={client}&to={now}")).Length);
    }

    [Theory]
    [InlineData("?limit=0")]
    [InlineData("?limit=501")]
    [InlineData("?limit=x")]
    [InlineData("?from=yesterday")]
    [InlineData("?to=0001-01-01T00:00:00%2B14:00")]
    [InlineData("?sub=")]
    [InlineData("?event=%00")]
    [InlineData("?before=x")]
    public async Task A_question_that_makes_no_sense_is_refused(string query) =>
        Assert.Equal(HttpStatusCode.BadRequest, (await (await OperatorAsync()).Http.GetAsync("/admin/audit" + query, Cancel)).StatusCode);

    [Fact]
    public async Task Nobody_changes_what_is_written()
    {
        await Grant.StartAsync(host);

        PostgresException refusal = await Assert.ThrowsAsync<PostgresException>(() => host.QueryAsync<long>("update audit_log set outcome = 'x' returning sequence"));

        Assert.Contains("append-only", refusal.MessageText, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Events_leave_after_their_retention_and_those_that_wait_are_stored_at_the_end()
    {
        string database = await host.Stores.CreateDatabaseAsync();
        await using (IssuerHost first = new(host.Stores) { ConnectionString = database })
        {
            first.Get<IAuditLog>().Write(new AuditEvent(AuditEvents.Consent, "given") { Detail = "last words" });
        }

        await using IssuerHost own = new(host.Stores) { ConnectionString = database };
        Assert.Single(await own.QueryAsync<long>("select sequence from audit_log where detail = 'last words'"));

        own.Time.Advance(TimeSpan.FromDays(399));
        await own.Get<ExpiredRows>().DeleteAsync(Cancel);
        Assert.Single(await own.QueryAsync<long>("select sequence from audit_log where detail = 'last words'"));
        own.Time.Advance(TimeSpan.FromDays(2));
        await own.Get<ExpiredRows>().DeleteAsync(Cancel);
        Assert.Empty(await own.QueryAsync<long>("select sequence from audit_log where detail = 'last words'"));
    }

    [Fact]
    public async Task Callers_that_nobody_knows_cannot_fill_the_log()
    {
        string database = await host.Stores.CreateDatabaseAsync();
        await using (IssuerHost own = new(host.Stores) { ConnectionString = database })
        {
            own.Settings["Issuer:Audit:UnknownPerMinute"] = "3";
            IAuditLog log = own.Get<IAuditLog>();
            for (int index = 0; index < 10; index++)
            {
                log.Write(new AuditEvent(AuditEvents.Grant, "invalid_request"));
                log.Write(new AuditEvent(AuditEvents.Grant, "invalid_grant") { ClientId = "cli" });
            }

            own.Time.Advance(TimeSpan.FromMinutes(1));
            log.Write(new AuditEvent(AuditEvents.Grant, "invalid_request"));
        }

        await using IssuerHost later = new(host.Stores) { ConnectionString = database };
        Assert.Equal(4, (await later.QueryAsync<long>("select sequence from audit_log where outcome = 'invalid_request'")).Count);
        Assert.Equal(10, (await later.QueryAsync<long>("select sequence from audit_log where outcome = 'invalid_grant'")).Count);
    }

    private static string Words(JsonElement happened) => $"{happened.GetProperty("event").GetString()} {happened.GetProperty("outcome").GetString()}";

    private async Task<JsonElement[]> WaitForAsync(string query, Func<JsonElement[], bool> condition)
    {
        Browser ops = await OperatorAsync();
        JsonElement[] found = [];
        await Eventually.HoldsAsync(async () => condition(found = await ReadAsync(ops, query)));
        return found;
    }

    private static async Task<JsonElement[]> ReadAsync(Browser ops, string query) =>
        [.. (await ops.Http.GetFromJsonAsync<JsonElement>("/admin/audit" + query, Cancel)).GetProperty("items").EnumerateArray()];

    private async Task<Browser> OperatorAsync()
    {
        Browser browser = new(host.CreateBrowser());
        await browser.BecomeOperatorAsync();
        return browser;
    }
}
