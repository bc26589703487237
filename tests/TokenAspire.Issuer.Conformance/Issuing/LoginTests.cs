using System.Net;
using TokenAspire.Issuer.Conformance.Server;

namespace TokenAspire.Issuer.Conformance.Issuing;

/// <summary>The login page (ASVS 5 V6 and V7; RFC 9700 4.12 and 4.16).</summary>
public abstract class LoginTests(IServerUnderTest server) : Clauses(server)
{
    // ASVS 3.5.1: a form of another site logs nobody in.
    [Fact]
    public async Task A_form_without_its_anti_forgery_token_is_refused()
    {
        using Browser browser = OpenBrowser();
        Answer page = await LoginPageAsync(browser);
        (Uri action, Dictionary<string, string> fields) = Browser.Form(page);
        fields["username"] = "alice";
        fields["password"] = Server.Password;
        Assert.True(fields.Remove("__RequestVerificationToken"), "the page has no anti-forgery token");

        Answer answer = await browser.PostAsync(action, fields);

        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.False(answer.Headers.Contains("Set-Cookie"));
    }

    // ASVS 3.5.1: nor one whose token was made for another browser.
    [Fact]
    public async Task A_form_of_another_browser_is_refused()
    {
        using Browser attacker = OpenBrowser();
        using Browser victim = OpenBrowser();
        Answer page = await LoginPageAsync(attacker);
        await LoginPageAsync(victim);
        (Uri action, Dictionary<string, string> fields) = Browser.Form(page);
        fields["username"] = "alice";
        fields["password"] = Server.Password;

        Assert.Equal(HttpStatusCode.BadRequest, (await victim.PostAsync(action, fields)).Status);
    }

    // ASVS 6.3.8: which of the two was wrong is not told.
    [Fact]
    public async Task An_unknown_user_and_a_wrong_password_look_the_same()
    {
        using Browser browser = OpenBrowser();
        Answer page = await LoginPageAsync(browser);

        Answer wrong = await browser.SubmitAsync(page, "carol", ("password", "wrong"));
        Answer unknown = await browser.SubmitAsync(page, "caroline", ("password", "wrong"));

        Assert.Equal(wrong.Status, unknown.Status);
        Assert.Equal(Visible(wrong, "carol"), Visible(unknown, "caroline"));

        static string Visible(Answer answer, string name) => System.Text.RegularExpressions.Regex.Replace(
            answer.Body.Replace($"\"{name}\"", "\"…\"", StringComparison.Ordinal),
            "name=\"__RequestVerificationToken\"[^>]*>", "", System.Text.RegularExpressions.RegexOptions.None, TimeSpan.FromSeconds(1));
    }

    // ASVS 6.3.1: and after several failures even the right one does not help, for a while.
    [Fact]
    public async Task Repeated_failures_lock_the_account_for_a_while()
    {
        using Browser browser = OpenBrowser();
        Answer page = await LoginPageAsync(browser);
        for (int i = 0; i < 10; i++)
        {
            await browser.SubmitAsync(page, "bob", ("password", $"wrong {i}"));
        }

        Answer locked = await browser.SubmitAsync(page, "bob");
        Server.Advance(TimeSpan.FromMinutes(30));
        Answer later = await browser.SubmitAsync(await LoginPageAsync(browser), "bob");

        Assert.Equal(HttpStatusCode.OK, locked.Status);
        Assert.Equal(HttpStatusCode.SeeOther, later.Status);
    }

    // ASVS 7.2.4: what a cookie named before the login names nothing after it.
    [Fact]
    public async Task A_login_starts_a_new_session()
    {
        using Browser browser = OpenBrowser();
        Jwt first = new((await TokensAsync(browser, new AuthorizationRequest(Registered.Web)))["access_token"]!);
        string cookies = browser.Cookies.GetCookieHeader(Server.Issuer);

        Jwt second = new((await TokensAsync(browser, new AuthorizationRequest(Registered.Web) { ["prompt"] = "login" }))["access_token"]!);

        Assert.NotEqual(first["sid"], second["sid"]);
        Assert.NotEqual(cookies, browser.Cookies.GetCookieHeader(Server.Issuer));
    }

    // ASVS 3.3.1 to 3.3.4.
    [Fact]
    public async Task The_session_cookie_is_for_this_host_over_tls_and_no_script()
    {
        using Browser browser = OpenBrowser();

        Answer answer = await browser.SubmitAsync(await LoginPageAsync(browser));

        Assert.Equal(HttpStatusCode.SeeOther, answer.Status);
        Assert.All(answer.Headers.GetValues("Set-Cookie"), cookie =>
        {
            Assert.StartsWith("__Host-", cookie, StringComparison.Ordinal);
            Assert.All((string[])["; secure", "; httponly", "; samesite=", "; path=/"],
                attribute => Assert.Contains(attribute, cookie, StringComparison.OrdinalIgnoreCase));
            Assert.DoesNotContain("domain=", cookie, StringComparison.OrdinalIgnoreCase);
        });
    }

    // RFC 9700 4.16, ASVS 3.4.3 and 3.4.5.
    [Fact]
    public async Task The_page_allows_no_framing_no_inline_script_and_no_referrer()
    {
        using Browser browser = OpenBrowser();

        Answer page = await LoginPageAsync(browser);

        string policy = Assert.Single(page.Headers.GetValues("Content-Security-Policy"));
        Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
        Assert.Contains("default-src 'none'", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        Assert.DoesNotMatch("<script(?![^>]*src=)", page.Body);
        Assert.DoesNotMatch("\\son[a-z]+=", page.Body);
        Assert.Equal("no-referrer", Assert.Single(page.Headers.GetValues("Referrer-Policy")));
        Assert.Equal("nosniff", Assert.Single(page.Headers.GetValues("X-Content-Type-Options")));
        page.AssertNotStored();
    }

    // RFC 9700 4.11: no open redirector.
    [Theory]
    [InlineData("https://evil.example/")]
    [InlineData("//evil.example/connect/authorize?a=b")]
    [InlineData("/\\evil.example/connect/authorize?a=b")]
    [InlineData("/connect/../admin/keys?")]
    [InlineData("/connect/authorize@evil.example?")]
    [InlineData("javascript:alert(1)")]
    public async Task The_page_leads_to_no_address_but_an_authorize_request(string returnUrl)
    {
        using Browser browser = OpenBrowser();
        Answer page = await LoginPageAsync(browser);

        Answer opened = await browser.GetAsync(At("/login?returnUrl=" + Uri.EscapeDataString(returnUrl)));
        Answer posted = await browser.SubmitAsync(page, "alice", ("returnUrl", returnUrl));

        foreach (Answer answer in (Answer[])[opened, posted])
        {
            Assert.True(answer.Headers.Location is null || answer.Location.Authority == Server.Issuer.Authority);
            Assert.False(answer.Headers.Location is not null && answer.Location.AbsolutePath.StartsWith("/admin", StringComparison.Ordinal));
        }
    }

    // RFC 9700 4.12.
    [Fact]
    public async Task The_password_is_not_repeated_at_the_next_address()
    {
        using Browser browser = OpenBrowser();

        Answer answer = await browser.SubmitAsync(await LoginPageAsync(browser));

        Assert.Equal(HttpStatusCode.SeeOther, answer.Status);
        Assert.DoesNotContain(Server.Password, answer.Location.AbsoluteUri, StringComparison.Ordinal);
    }

    private static async Task<Answer> LoginPageAsync(Browser browser) =>
        await browser.GetAsync((await browser.SendAsync(new AuthorizationRequest(Registered.Web) { ["prompt"] = "login" })).Location);
}
