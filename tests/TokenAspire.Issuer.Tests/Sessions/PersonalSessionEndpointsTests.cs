using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using TokenAspire.Issuer.Tests.Support;

namespace TokenAspire.Issuer.Tests.Sessions;

public sealed class PersonalSessionEndpointsTests(SessionsHost host) : IClassFixture<SessionsHost>
{
    private const string Firefox = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_person_sees_their_devices_and_which_of_them_asks()
    {
        string name = await NewPersonAsync();
        Device other = await Device.LogInAsync(host, name, Firefox);
        host.Time.Advance(TimeSpan.FromSeconds(1));
        Device asking = await Device.LogInAsync(host, name, "somebody's own <b>agent</b>");

        using HttpResponseMessage response = await asking.ListAsync();
        JsonElement[] sessions = [.. (await response.Content.ReadFromJsonAsync<JsonElement>(Cancel)).EnumerateArray()];

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.True(response.Headers.CacheControl!.NoStore);
        Assert.Equal([asking.Sid, other.Sid], sessions.Select(session => session.GetProperty("sid").GetString()!));
        Assert.Equal([true, false], sessions.Select(session => session.GetProperty("current").GetBoolean()));
        Assert.Equal(["Unknown device", "Firefox on Windows"], sessions.Select(session => session.GetProperty("device").GetString()!));
        Assert.All(sessions, session => Assert.Equal("TokenAspire command line", Assert.Single(session.GetProperty("applications").EnumerateArray()).GetString()));
        Assert.Equal(host.Time.GetUtcNow(), sessions[0].GetProperty("createdAt").GetDateTimeOffset(), TimeSpan.FromSeconds(5));
    }

    [Fact]
    public async Task Ending_another_session_takes_what_was_granted_there_and_is_on_record()
    {
        string name = await NewPersonAsync();
        Device stolen = await Device.LogInAsync(host, name);
        Device owner = await Device.LogInAsync(host, name);
        string accessToken = stolen.Tokens.GetProperty("access_token").GetString()!;

        using HttpResponseMessage ended = await owner.EndAsync(stolen.Sid);

        Assert.Equal(HttpStatusCode.NoContent, ended.StatusCode);
        Assert.Equal("invalid_grant", (await stolen.Browser.RefreshAsync(stolen.Tokens.GetProperty("refresh_token").GetString()!)).GetProperty("error").GetString());
        Assert.False((await owner.Browser.IntrospectAsync(accessToken)).GetProperty("active").GetBoolean());
        Assert.Equal(["sid"], await host.QueryAsync<string>("select kind from revocation_journal where value = $1 and published_at is not null", stolen.Sid));
        string subject = (await host.QueryAsync<Guid>("select id from users where user_name = $1", name)).Single().ToString();
        Assert.Equal(["person_request"], await host.QueryAsync<string>(
            "select outcome from audit_log where event = 'revocation' and actor = $1 and subject_id = $1 and session_id = $2", subject, stolen.Sid));
        using HttpResponseMessage list = await owner.ListAsync();
        Assert.Equal(owner.Sid, Assert.Single((await list.Content.ReadFromJsonAsync<JsonElement>(Cancel)).EnumerateArray()).GetProperty("sid").GetString());
    }

    [Fact]
    public async Task A_session_ends_itself_and_its_token_opens_nothing_any_more()
    {
        string name = await NewPersonAsync();
        Device device = await Device.LogInAsync(host, name);
        Device bystander = await Device.LogInAsync(host, name);

        using HttpResponseMessage ended = await device.EndAsync(device.Sid);

        Assert.Equal(HttpStatusCode.NoContent, ended.StatusCode);
        foreach (HttpResponseMessage refused in new[] { await device.ListAsync(), await device.EndAsync(bystander.Sid) })
        {
            using (refused)
            {
                Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
                Assert.Contains("invalid_token", refused.Headers.WwwAuthenticate.ToString(), StringComparison.Ordinal);
                Assert.Equal("revoked_session", await TextAsync(refused, "reason"));
            }
        }

        using HttpResponseMessage list = await bystander.ListAsync();
        Assert.Equal(HttpStatusCode.OK, list.StatusCode);
    }

    [Fact]
    public async Task The_session_of_another_person_is_not_found_and_nothing_happens_to_it()
    {
        Device victim = await Device.LogInAsync(host, await NewPersonAsync());
        Device stranger = await Device.LogInAsync(host, await NewPersonAsync());

        using HttpResponseMessage answer = await stranger.EndAsync(victim.Sid);
        using HttpResponseMessage unknown = await stranger.EndAsync(Guid.NewGuid().ToString());

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, unknown.StatusCode);
        using HttpResponseMessage list = await victim.ListAsync();
        Assert.Equal(victim.Sid, Assert.Single((await list.Content.ReadFromJsonAsync<JsonElement>(Cancel)).EnumerateArray()).GetProperty("sid").GetString());
        Assert.Empty(await host.QueryAsync<string>("select kind from revocation_journal where value = $1", victim.Sid));
    }

    [Theory]
    [InlineData("no-uuid")]
    [InlineData("%C3%28")]
    [InlineData("9b2f3b1e-7a0b-4f0e-9d50-0123456789ab'--")]
    public async Task A_session_that_cannot_be_is_not_found(string sid)
    {
        Device device = await Device.LogInAsync(host, await NewPersonAsync());

        using HttpResponseMessage answer = await device.EndAsync(sid);

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    [Fact]
    public async Task A_session_that_has_ended_before_is_not_found()
    {
        string name = await NewPersonAsync();
        Device other = await Device.LogInAsync(host, name);
        Device owner = await Device.LogInAsync(host, name);
        (await owner.EndAsync(other.Sid)).Dispose();

        using HttpResponseMessage again = await owner.EndAsync(other.Sid);

        Assert.Equal(HttpStatusCode.NotFound, again.StatusCode);
        Assert.Single(await host.QueryAsync<string>("select kind from revocation_journal where value = $1", other.Sid));
    }

    [Fact]
    public async Task Neither_no_token_nor_the_login_cookie_opens_it()
    {
        Device device = await Device.LogInAsync(host, await NewPersonAsync());

        using HttpResponseMessage list = await device.Browser.Http.GetAsync(SessionsHost.Path, Cancel);
        using HttpResponseMessage end = await device.Browser.Http.DeleteAsync($"{SessionsHost.Path}/{device.Sid}", Cancel);

        Assert.Equal(HttpStatusCode.Unauthorized, list.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, end.StatusCode);
        Assert.Equal("Bearer", list.Headers.WwwAuthenticate.ToString());
        Assert.Equal(HttpStatusCode.OK, (await device.Browser.Http.GetAsync("/sessions", Cancel)).StatusCode);
    }

    [Fact]
    public async Task A_token_for_other_resources_is_refused()
    {
        Device device = await Device.LogInAsync(host, await NewPersonAsync(), scope: "openid offline_access orders:read");

        using HttpResponseMessage answer = await device.EndAsync(device.Sid);

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.Equal("wrong_audience", await TextAsync(answer, "reason"));
    }

    [Theory]
    [InlineData("tokens:admin")]
    [InlineData("tokens:admin sessions")]
    [InlineData("sessions")]
    public async Task An_operator_is_no_person_and_has_the_admin_api(string scope)
    {
        Browser ops = new(host.CreateBrowser());
        await ops.BecomeOperatorAsync(scope);

        using HttpResponseMessage answer = await ops.Http.GetAsync(SessionsHost.Path, Cancel);

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        Assert.Equal(!scope.Contains("sessions", StringComparison.Ordinal), answer.Headers.WwwAuthenticate.ToString().Contains("scope=\"sessions\"", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_persons_token_does_not_open_the_admin_api()
    {
        Device device = await Device.LogInAsync(host, await NewPersonAsync());
        using HttpRequestMessage request = new(HttpMethod.Delete, $"/admin/sessions/{device.Sid}");
        request.Headers.Authorization = new("Bearer", device.Tokens.GetProperty("access_token").GetString());

        using HttpResponseMessage answer = await device.Browser.Http.SendAsync(request, Cancel);

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        Assert.Contains("tokens:admin", answer.Headers.WwwAuthenticate.ToString(), StringComparison.Ordinal);
    }

    private static async Task<string?> TextAsync(HttpResponseMessage response, string member) =>
        (await response.Content.ReadFromJsonAsync<JsonElement>(Cancel)).GetProperty(member).GetString();

    private async Task<string> NewPersonAsync()
    {
        Guid id = await Grant.CreateSubjectAsync(host);
        return (await host.QueryAsync<string>("select user_name from users where id = $1", id)).Single();
    }
}
