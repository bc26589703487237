using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using TokenAspire.Issuer.Tests.Support;

namespace TokenAspire.Issuer.Tests.Admin;

public sealed class AdminApiTests(IssuerHost host) : IClassFixture<IssuerHost>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("GET", "/admin/revocations")]
    [InlineData("POST", "/admin/revocations")]
    [InlineData("GET", "/admin/sessions")]
    [InlineData("DELETE", "/admin/sessions/9b2f3b1e-7a0b-4f0e-9d50-0123456789ab")]
    [InlineData("POST", "/admin/accounts")]
    [InlineData("GET", "/admin/keys")]
    [InlineData("POST", "/admin/keys/rotate")]
    [InlineData("POST", "/admin/keys/kid/revoke")]
    public async Task Nothing_is_answered_without_a_token(string method, string path)
    {
        using HttpRequestMessage request = new(new HttpMethod(method), path);

        using HttpResponseMessage response = await host.CreateBrowser().SendAsync(request, Cancel);

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
    }

    [Fact]
    public async Task A_revoked_session_loses_its_cookie_and_its_refresh_tokens()
    {
        Browser person = new(host.CreateBrowser());
        (await person.LogInAsync("alice", IssuerHost.DevelopmentPassword)).Dispose();
        JsonElement tokens = await person.RedeemAsync(await person.AuthorizeAsync());
        Browser ops = await OperatorAsync();
        Guid alice = (await host.QueryAsync<Guid>("select id from users where user_name = 'alice'")).Single();
        JsonElement sessions = await ops.Http.GetFromJsonAsync<JsonElement>($"/admin/sessions?sub={alice}", Cancel);
        JsonElement session = Assert.Single(sessions.EnumerateArray());
        Assert.Equal("cli", Assert.Single(session.GetProperty("clients").EnumerateArray()).GetString());

        using HttpResponseMessage ended = await ops.Http.DeleteAsync($"/admin/sessions/{session.GetProperty("sid").GetString()}", Cancel);

        Assert.Equal(HttpStatusCode.NoContent, ended.StatusCode);
        Assert.Equal("invalid_grant", (await person.RefreshAsync(tokens.GetProperty("refresh_token").GetString()!)).GetProperty("error").GetString());
        using HttpResponseMessage authorize = await person.Http.GetAsync(Browser.AuthorizeUrl(), Cancel);
        Assert.StartsWith("/login?", authorize.Headers.Location!.ToString(), StringComparison.Ordinal);
        Assert.Equal(
            HttpStatusCode.NotFound, (await ops.Http.DeleteAsync($"/admin/sessions/{Guid.NewGuid()}", Cancel)).StatusCode);
    }

    [Theory]
    [InlineData("?user_name=BOB", HttpStatusCode.OK)]
    [InlineData("?user_name=nobody", HttpStatusCode.NotFound)]
    [InlineData("?user_name=%00", HttpStatusCode.NotFound)]
    [InlineData("?sub=bob", HttpStatusCode.BadRequest)]
    [InlineData("?sub=9b2f3b1e-7a0b-4f0e-9d50-0123456789ab&user_name=bob", HttpStatusCode.BadRequest)]
    [InlineData("", HttpStatusCode.BadRequest)]
    public async Task Sessions_are_found_by_subject_or_by_user_name(string query, HttpStatusCode expected)
    {
        Browser ops = await OperatorAsync();

        using HttpResponseMessage response = await ops.Http.GetAsync("/admin/sessions" + query, Cancel);

        Assert.Equal(expected, response.StatusCode);
    }

    [Fact]
    public async Task A_revocation_is_answered_with_201_and_listed()
    {
        Browser ops = await OperatorAsync();
        string jti = Guid.CreateVersion7().ToString();

        using HttpResponseMessage response = await ops.Http.PostAsJsonAsync(
            "/admin/revocations", new { kind = "jti", value = jti.ToUpperInvariant(), reason = "lost laptop" }, Cancel);

        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        JsonElement page = await ops.Http.GetFromJsonAsync<JsonElement>("/admin/revocations?limit=500", Cancel);
        JsonElement listed = Assert.Single(page.GetProperty("items").EnumerateArray(), item => item.GetProperty("value").GetString() == jti);
        Assert.Equal("lost laptop", listed.GetProperty("reason").GetString());
        Assert.Equal("ops", listed.GetProperty("actor").GetString());
        Assert.True(listed.GetProperty("published").GetBoolean());
    }

    [Fact]
    public async Task Pages_of_the_journal_follow_each_other()
    {
        Browser ops = await OperatorAsync();
        for (int entry = 0; entry < 3; entry++)
        {
            (await ops.Http.PostAsJsonAsync("/admin/revocations", new { kind = "jti", value = Guid.NewGuid() }, Cancel)).Dispose();
        }

        JsonElement first = await ops.Http.GetFromJsonAsync<JsonElement>("/admin/revocations?limit=2", Cancel);
        long next = first.GetProperty("next").GetInt64();
        JsonElement second = await ops.Http.GetFromJsonAsync<JsonElement>($"/admin/revocations?limit=2&before={next}", Cancel);

        Assert.All(second.GetProperty("items").EnumerateArray(), item => Assert.True(item.GetProperty("sequence").GetInt64() < next));
        Assert.NotEmpty(second.GetProperty("items").EnumerateArray());
    }

    [Theory]
    [InlineData("""{"kind":"token","value":"9b2f3b1e-7a0b-4f0e-9d50-0123456789ab"}""")]
    [InlineData("""{"kind":"kid","value":"9b2f3b1e-7a0b-4f0e-9d50-0123456789ab"}""")]
    [InlineData("""{"kind":"jti","value":"not-a-jti"}""")]
    [InlineData("""{"kind":"sid","value":""}""")]
    [InlineData("""{"kind":"sub","value":"nobody"}""")]
    [InlineData("""{"kind":"client_id"}""")]
    [InlineData("""{"kind":"jti","value":"9b2f3b1e-7a0b-4f0e-9d50-0123456789ab","reason":"a\u0000b"}""")]
    [InlineData("{}")]
    [InlineData("{")]
    public async Task A_revocation_of_nothing_is_refused(string body)
    {
        Browser ops = await OperatorAsync();
        using StringContent content = new(body, System.Text.Encoding.UTF8, "application/json");

        using HttpResponseMessage response = await ops.Http.PostAsync("/admin/revocations", content, Cancel);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
    }

    [Fact]
    public async Task Keys_rotate_on_demand_and_the_next_token_still_works()
    {
        Browser ops = await OperatorAsync();

        JsonElement rotated = await (await ops.Http.PostAsync("/admin/keys/rotate", content: null, Cancel)).Content.ReadFromJsonAsync<JsonElement>(Cancel);

        Assert.Contains(rotated.EnumerateArray(), key => key.GetProperty("state").GetString() == "retiring");
        Assert.Equal(HttpStatusCode.OK, (await ops.Http.GetAsync("/admin/keys", Cancel)).StatusCode);
    }

    private async Task<Browser> OperatorAsync()
    {
        Browser browser = new(host.CreateBrowser());
        await browser.BecomeOperatorAsync();
        return browser;
    }
}
