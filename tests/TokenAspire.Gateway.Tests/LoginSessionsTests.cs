using System.Net;
using System.Text.Json;
using TokenAspire.Gateway.Tests.Hosting;

namespace TokenAspire.Gateway.Tests;

public sealed class LoginSessionsTests(SharedGateway shared) : GatewayTests(shared)
{
    private const string Path = "/bff/sessions";
    private const string Problem = "application/problem+json";

    private static readonly string Other = Guid.NewGuid().ToString();

    [Fact]
    public async Task The_page_is_told_what_the_issuer_says_to_the_sessions_own_token_and_never_the_token()
    {
        Issuer.Sessions.Answer = (200, "application/json",
            $$"""
            [{"sid":"{{Other}}","current":true,"device":"Firefox on Windows","address":null,"createdAt":"2026-01-02T03:04:05+00:00",
              "lastSeenAt":"2026-01-02T04:04:05+00:00","applications":["TokenAspire shop"],"secret":"not for the page"}]
            """);
        using Browser browser = Gateway.OpenBrowser();
        await browser.LogInAsync();

        using HttpResponseMessage response = await browser.SendAsync(HttpMethod.Get, Path, ("X-CSRF", "1"), ("Authorization", "Bearer somebody-elses"));
        string body = await response.Content.ReadAsStringAsync(Cancel);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.True(response.Headers.CacheControl!.NoStore);
        Assert.Equal(
            ["sid", "current", "device", "address", "created_at", "last_seen_at", "applications"],
            Assert.Single(JsonElement.Parse(body).EnumerateArray()).EnumerateObject().Select(member => member.Name));
        Assert.DoesNotContain(Issuer.LastAccessToken, body, StringComparison.Ordinal);
        Assert.Equal(("GET", null, "Bearer " + Issuer.LastAccessToken), Assert.Single(Issuer.Sessions.Requests));
    }

    [Theory]
    [InlineData(204)]
    [InlineData(202)]
    public async Task The_browser_whose_session_was_ended_is_told_so_at_its_next_call(int status)
    {
        using Browser there = Gateway.OpenBrowser();
        await there.LogInAsync();
        string sid = Issuer.SessionId;
        Issuer.SessionId = Guid.NewGuid().ToString();
        using Browser here = Gateway.OpenBrowser();
        await here.LogInAsync();
        Issuer.Sessions.Answer = (status, "", "");

        using HttpResponseMessage ended = await here.CallAsync($"{Path}/{sid}", HttpMethod.Delete);
        using HttpResponseMessage refused = await there.CallAsync("/api/orders");
        using HttpResponseMessage own = await here.CallAsync("/api/orders");

        Assert.Equal(status, (int)ended.StatusCode);
        Assert.Equal(("DELETE", sid, "Bearer " + Issuer.LastAccessToken), Assert.Single(Issuer.Sessions.Requests));
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        Assert.Equal("revoked_session", await refused.ReasonAsync());
        Assert.Empty(there.Cookies);
        Assert.Equal(HttpStatusCode.OK, own.StatusCode);
    }

    [Fact]
    public async Task A_browser_that_ends_its_own_session_keeps_the_cookie_until_it_is_told_why()
    {
        Issuer.Sessions.Answer = (204, "", "");
        using Browser browser = Gateway.OpenBrowser();
        await browser.LogInAsync();

        using HttpResponseMessage ended = await browser.CallAsync($"{Path}/{Issuer.SessionId}", HttpMethod.Delete);
        Assert.Contains(Browser.SessionCookie, browser.Cookies);
        using HttpResponseMessage refused = await browser.CallAsync(Path);

        Assert.Equal(HttpStatusCode.NoContent, ended.StatusCode);
        Assert.Equal("revoked_session", await refused.ReasonAsync());
        Assert.Empty(browser.Cookies);
    }

    [Fact]
    public async Task The_session_of_somebody_else_is_not_found_and_goes_on()
    {
        Issuer.Sessions.Answer = (404, Problem, """{"status":404}""");
        using Browser victim = Gateway.OpenBrowser();
        await victim.LogInAsync();
        string sid = Issuer.SessionId;
        Issuer.SessionId = Guid.NewGuid().ToString();
        using Browser stranger = Gateway.OpenBrowser();
        await stranger.LogInAsync();

        using HttpResponseMessage answer = await stranger.CallAsync($"{Path}/{sid}", HttpMethod.Delete);
        using HttpResponseMessage unharmed = await victim.CallAsync("/api/orders");

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Equal(Problem, answer.Content.Headers.ContentType?.MediaType);
        Assert.Equal(HttpStatusCode.OK, unharmed.StatusCode);
    }

    [Theory]
    [InlineData("junk")]
    [InlineData("..%2F..%2Fadmin%2Fsessions%2F9b2f3b1e-7a0b-4f0e-9d50-0123456789ab")]
    [InlineData("9b2f3b1e-7a0b-4f0e-9d50-0123456789ab%2F..")]
    public async Task What_is_no_session_never_reaches_the_issuer(string sid)
    {
        using Browser browser = Gateway.OpenBrowser();
        await browser.LogInAsync();

        using HttpResponseMessage answer = await browser.CallAsync($"{Path}/{sid}", HttpMethod.Delete);

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Empty(Issuer.Sessions.Requests);
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("DELETE")]
    public async Task It_takes_a_session(string method)
    {
        using Browser browser = Gateway.OpenBrowser();
        await browser.LogInAsync();
        using Browser nobody = Gateway.OpenBrowser();
        string path = method == "GET" ? Path : $"{Path}/{Other}";

        using HttpResponseMessage none = await nobody.CallAsync(path, new HttpMethod(method));
        using HttpResponseMessage bearer = await nobody.SendAsync(new HttpMethod(method), path, ("Authorization", "Bearer " + Issuer.LastAccessToken));

        Assert.Equal(HttpStatusCode.Unauthorized, none.StatusCode);
        Assert.Equal("not_logged_in", await bearer.ReasonAsync());
        Assert.Empty(Issuer.Sessions.Requests);
    }

    [Theory]
    [InlineData("GET", """{"status":401,"reason":"revoked_session"}""", 401, 401, "reason", "revoked_session")]
    [InlineData("DELETE", """{"status":401,"reason":"revoked_subject"}""", 401, 401, "reason", "revoked_subject")]
    [InlineData("GET", """{"status":503,"reason":"revocation_unavailable"}""", 503, 503, "reason", "revocation_unavailable")]
    [InlineData("GET", """{"status":401,"reason":"wrong_audience"}""", 401, 403, "error", "insufficient_scope")]
    [InlineData("DELETE", """{"status":403,"error":"insufficient_scope"}""", 403, 403, "error", "insufficient_scope")]
    public async Task A_refusal_of_the_token_is_passed_on(string method, string body, int status, int expected, string member, string value)
    {
        Issuer.Sessions.Answer = (status, Problem, body);
        using Browser browser = Gateway.OpenBrowser();
        await browser.LogInAsync();

        using HttpResponseMessage answer = await browser.CallAsync(method == "GET" ? Path : $"{Path}/{Other}", new HttpMethod(method));

        Assert.Equal(expected, (int)answer.StatusCode);
        Assert.Equal(value, (await answer.JsonAsync()).GetProperty(member).GetString());
    }

    [Theory]
    [InlineData(500, "text/html", "<h1>secret stack</h1>")]
    [InlineData(404, Problem, """{"status":404}""")]
    [InlineData(302, "text/html", "elsewhere")]
    [InlineData(200, "text/html", "<h1>not JSON</h1>")]
    [InlineData(200, "application/json", "null")]
    [InlineData(200, "application/json", """{"sessions":[]}""")]
    public async Task An_answer_that_is_none_is_503_and_nothing_of_it_is_shown(int status, string type, string body)
    {
        Issuer.Sessions.Answer = (status, type, body);
        using Browser browser = Gateway.OpenBrowser();
        await browser.LogInAsync();

        using HttpResponseMessage answer = await browser.CallAsync(Path);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.Equal("issuer_unavailable", await answer.ReasonAsync());
        Assert.NotNull(answer.Headers.RetryAfter);
        Assert.Contains(Browser.SessionCookie, browser.Cookies);
        Assert.DoesNotContain("secret stack", await answer.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_issuer_that_is_away_or_hangs_is_503_and_the_session_goes_on(bool hangs)
    {
        await using GatewayHost impatient = await Gateway.StartReplicaAsync(("Bff:IssuerTimeout", "00:00:01"));
        using Browser browser = impatient.OpenBrowser();
        await browser.LogInAsync();
        (Issuer.Hangs, Issuer.IsAvailable) = (hangs, hangs);

        using HttpResponseMessage list = await browser.CallAsync(Path);
        using HttpResponseMessage end = await browser.CallAsync($"{Path}/{Other}", HttpMethod.Delete);
        using HttpResponseMessage call = await browser.CallAsync("/api/orders");

        Assert.Equal("issuer_unavailable", await list.ReasonAsync());
        Assert.Equal("issuer_unavailable", await end.ReasonAsync());
        Assert.Equal(HttpStatusCode.ServiceUnavailable, end.StatusCode);
        Assert.Equal(HttpStatusCode.OK, call.StatusCode);
    }
}
