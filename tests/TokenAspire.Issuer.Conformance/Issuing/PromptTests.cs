using TokenAspire.Issuer.Conformance.Server;

namespace TokenAspire.Issuer.Conformance.Issuing;

/// <summary>When the person is asked to log in (OIDC Core 3.1.2.1, 3.1.2.3 and 3.1.2.6).</summary>
public abstract class PromptTests(IServerUnderTest server) : Clauses(server)
{
    // OIDC Core 3.1.2.6.
    [Fact]
    public async Task Prompt_none_without_a_login_is_login_required()
    {
        using Browser browser = OpenBrowser();

        AssertRedirectError(await browser.SendAsync(new AuthorizationRequest(Registered.Web) { ["prompt"] = "none" }), "login_required");
    }

    // OIDC Core 3.1.2.1.
    [Fact]
    public async Task Prompt_none_with_a_login_answers_at_once()
    {
        using Browser browser = await LogInAsync();

        Assert.NotNull((await browser.SendAsync(new AuthorizationRequest(Registered.Web) { ["prompt"] = "none" })).Parameter("code"));
    }

    // OIDC Core 3.1.2.1: none is alone.
    [Theory]
    [InlineData("none login")]
    [InlineData("login none")]
    [InlineData("unknown")]
    [InlineData("NONE")]
    public async Task A_prompt_that_contradicts_itself_or_is_unknown_is_refused(string prompt)
    {
        using Browser browser = await LogInAsync();

        AssertRedirectError(await browser.SendAsync(new AuthorizationRequest(Registered.Web) { ["prompt"] = prompt }), "invalid_request");
    }

    // OIDC Core 3.1.2.1: a login again, once, and a later auth_time.
    [Theory]
    [InlineData("prompt", "login")]
    [InlineData("max_age", "0")]
    public async Task A_new_login_is_asked_for_and_asked_for_once(string parameter, string value)
    {
        using Browser browser = await LogInAsync();
        long before = new Jwt((await TokensAsync(browser, Registered.Web, "openid"))["id_token"]!).Number("auth_time");
        Server.Advance(TimeSpan.FromSeconds(2));
        AuthorizationRequest request = new(Registered.Web, "openid") { [parameter] = value };

        Answer first = await browser.SendAsync(request);
        Answer tokens = await TokensAsync(browser, request);

        Assert.Equal(Server.Issuer.Authority, first.Location.Authority);
        Assert.True(new Jwt(tokens["id_token"]!).Number("auth_time") > before);
    }

    // OIDC Core 3.1.2.1: neither is a question that can be answered without the person.
    [Fact]
    public async Task Prompt_none_with_a_login_that_is_too_old_is_login_required()
    {
        using Browser browser = await LogInAsync();
        Server.Advance(TimeSpan.FromSeconds(30));

        AssertRedirectError(
            await browser.SendAsync(new AuthorizationRequest(Registered.Web) { ["prompt"] = "none", ["max_age"] = "20" }), "login_required");
    }

    // OIDC Core 3.1.2.1.
    [Fact]
    public async Task Max_age_is_measured_from_the_login()
    {
        using Browser browser = await LogInAsync();

        Answer recent = await browser.SendAsync(new AuthorizationRequest(Registered.Web) { ["max_age"] = "86400" });
        Server.Advance(TimeSpan.FromSeconds(61));
        Answer old = await browser.SendAsync(new AuthorizationRequest(Registered.Web) { ["max_age"] = "60" });

        Assert.NotNull(recent.Parameter("code"));
        Assert.Equal(Server.Issuer.Authority, old.Location.Authority);
    }

    // OIDC Core 2: with max_age, auth_time is required.
    [Fact]
    public async Task With_max_age_the_id_token_tells_auth_time()
    {
        using Browser browser = await LogInAsync();

        Answer answer = await TokensAsync(browser, new AuthorizationRequest(Registered.Web) { ["max_age"] = "86400" });

        Assert.InRange(new Jwt(answer["id_token"]!).Number("auth_time"), Server.Now.ToUnixTimeSeconds() - 86_400, Server.Now.ToUnixTimeSeconds());
    }

    // OIDC Core 3.1.2.1.
    [Theory]
    [InlineData("-1")]
    [InlineData("1.5")]
    [InlineData("99999999999")]
    [InlineData("soon")]
    public async Task A_max_age_that_is_no_number_of_seconds_is_refused(string maxAge)
    {
        using Browser browser = OpenBrowser();

        AssertRedirectError(await browser.SendAsync(new AuthorizationRequest(Registered.Web) { ["max_age"] = maxAge }), "invalid_request");
    }

    // OIDC Core 3.1.2.1: the person is asked, each time, and the client gets an answer.
    [Fact]
    public async Task Prompt_consent_asks_the_person_before_it_is_answered()
    {
        using Browser browser = await LogInAsync();
        AuthorizationRequest request = new(Registered.Web) { ["prompt"] = "consent" };

        for (int time = 0; time < 2; time++)
        {
            Assert.Null((await browser.SendAsync(request)).Parameter("code"));
            Assert.NotNull((await browser.AuthorizeAsync(request)).Parameter("code"));
            Server.Advance(TimeSpan.FromSeconds(2));
        }
    }
}
