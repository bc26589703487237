using System.Net;
using System.Text.Json;
using TokenAspire.Issuer.Tests.Support;

namespace TokenAspire.Issuer.Tests.Accounts;

public sealed class LoginPageTests(IssuerHost host) : IClassFixture<IssuerHost>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_login_leads_back_to_the_authorize_request_with_303_and_a_cookie()
    {
        Browser browser = new(host.CreateBrowser());

        using HttpResponseMessage response = await browser.LogInAsync("alice", IssuerHost.DevelopmentPassword);

        Assert.Equal(HttpStatusCode.SeeOther, response.StatusCode);
        Assert.StartsWith("/connect/authorize?", response.Headers.Location!.ToString(), StringComparison.Ordinal);
        string cookie = Assert.Single(response.Headers.GetValues("Set-Cookie"), value => value.StartsWith("__Host-issuer-session=", StringComparison.Ordinal));
        Assert.Contains("; path=/; secure; samesite=lax; httponly", cookie, StringComparison.OrdinalIgnoreCase);

        JsonElement tokens = await browser.RedeemAsync(await browser.AuthorizeAsync());
        Assert.True(tokens.TryGetProperty("access_token", out _), tokens.ToString());
    }

    [Fact]
    public async Task Each_login_starts_a_new_session()
    {
        Browser browser = new(host.CreateBrowser());
        (await browser.LogInAsync("bob", IssuerHost.DevelopmentPassword)).Dispose();
        string login = "/login?returnUrl=" + Uri.EscapeDataString(Browser.AuthorizeUrl());
        (await browser.PostLoginAsync(login, "bob", IssuerHost.DevelopmentPassword)).Dispose();

        Assert.Equal(2, (await host.QueryAsync<Guid>(
            "select session_id from sessions join users on subject_id = id where user_name = 'bob'")).Count);
    }

    [Fact]
    public async Task A_wrong_password_shows_the_form_again_without_a_cookie()
    {
        Browser browser = new(host.CreateBrowser());

        using HttpResponseMessage response = await browser.LogInAsync("alice", "wrong");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Contains("role=\"alert\"", await response.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
        Assert.False(response.Headers.Contains("Set-Cookie"));
    }

    [Fact]
    public async Task A_form_without_the_anti_forgery_token_is_refused()
    {
        Browser browser = new(host.CreateBrowser());
        using FormUrlEncodedContent form = new(new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["username"] = "alice",
            ["password"] = IssuerHost.DevelopmentPassword,
            ["returnUrl"] = Browser.AuthorizeUrl(),
        });

        using HttpResponseMessage response = await browser.Http.PostAsync("/login", form, Cancel);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    [Theory]
    [InlineData("https://evil.test/")]
    [InlineData("//evil.test/connect/authorize?")]
    [InlineData("/connect/authorize")]
    [InlineData("/connect/authorize?a=\\")]
    [InlineData("/\\evil.test/connect/authorize?")]
    [InlineData("/%2Fevil.test/connect/authorize?")]
    [InlineData("/connect/authorize?a=b#access_token=c")]
    [InlineData("/connect/authorize?a=\nb")]
    [InlineData("/admin/keys")]
    [InlineData("")]
    public async Task The_page_returns_to_nothing_but_an_authorize_request(string returnUrl)
    {
        using HttpResponseMessage response = await host.CreateBrowser().GetAsync("/login?returnUrl=" + Uri.EscapeDataString(returnUrl), Cancel);

        Assert.Equal(HttpStatusCode.Redirect, response.StatusCode);
        Assert.Equal("/error?error=invalid_request", response.Headers.Location!.ToString());
    }

    [Fact]
    public async Task A_form_that_leads_elsewhere_is_answered_with_303_and_no_session()
    {
        Browser browser = new(host.CreateBrowser());
        string page = "/login?returnUrl=" + Uri.EscapeDataString(Browser.AuthorizeUrl());

        using HttpResponseMessage response = await browser.PostLoginAsync(
            page, "alice", IssuerHost.DevelopmentPassword, new(StringComparer.Ordinal) { ["returnUrl"] = "//evil.test/connect/authorize?" });

        Assert.Equal(HttpStatusCode.SeeOther, response.StatusCode);
        Assert.Equal("/error?error=invalid_request", response.Headers.Location!.ToString());
        Assert.False(response.Headers.Contains("Set-Cookie"));
    }

    [Fact]
    public async Task A_user_agent_is_never_cut_in_the_middle_of_a_character()
    {
        Browser browser = new(host.CreateBrowser());
        browser.Http.DefaultRequestHeaders.TryAddWithoutValidation("User-Agent", new string('a', 255) + "\ud83d\ude00");

        using HttpResponseMessage response = await browser.LogInAsync("carol", IssuerHost.DevelopmentPassword);

        Assert.Equal(HttpStatusCode.SeeOther, response.StatusCode);
    }

    [Fact]
    public async Task The_page_allows_no_script_no_framing_and_no_referrer()
    {
        using HttpResponseMessage response = await host.CreateBrowser()
            .GetAsync("/login?returnUrl=" + Uri.EscapeDataString(Browser.AuthorizeUrl()), Cancel);

        string policy = Assert.Single(response.Headers.GetValues("Content-Security-Policy"));
        Assert.Contains("default-src 'none'", policy, StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
        Assert.Contains("form-action 'self' http://127.0.0.1:*", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("script-src", policy, StringComparison.Ordinal);
        Assert.Equal("no-referrer", Assert.Single(response.Headers.GetValues("Referrer-Policy")));
        string page = await response.Content.ReadAsStringAsync(Cancel);
        Assert.DoesNotContain("<script", page, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("TokenAspire command line", page, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await host.CreateBrowser().GetAsync("/site.css", Cancel)).StatusCode);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("{\"id\":1,\"rawId\":\"!\",\"type\":\"public-key\",\"response\":null}")]
    [InlineData("{\"id\":\"AA\",\"rawId\":\"AA\",\"type\":\"public-key\",\"clientExtensionResults\":{},\"response\":{\"clientDataJSON\":\"AA\",\"authenticatorData\":\"AA\",\"signature\":\"AA\",\"userHandle\":\"AA\"}}")]
    [InlineData("{\"id\":\"AA\",\"rawId\":\"AA\",\"type\":\"public-key\",\"clientExtensionResults\":{},\"response\":{\"clientDataJSON\":\"e30\",\"authenticatorData\":\"\",\"signature\":\"\",\"userHandle\":\"\"}}")]
    public async Task An_answer_that_is_no_passkeys_shows_the_form_again(string credential)
    {
        Browser browser = new(host.CreateBrowser());
        const string Page = "/login/passkey?returnUrl=%2Fsessions";

        using HttpResponseMessage sealedHere = await browser.PostFormAsync(
            Page, "/login/passkey", new(StringComparer.Ordinal) { ["credential"] = credential });
        using HttpResponseMessage forged = await browser.PostFormAsync(
            Page, "/login/passkey", new(StringComparer.Ordinal) { ["credential"] = credential, ["state"] = "forged" });

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (sealedHere.StatusCode, forged.StatusCode));
        Assert.Contains("That did not work", await sealedHere.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_user_name_that_is_no_text_is_an_unknown_user()
    {
        using HttpResponseMessage response = await new Browser(host.CreateBrowser()).LogInAsync("al\u0001ice", "wrong");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task An_address_that_fails_too_often_waits()
    {
        await using IssuerHost limited = new(host.Stores) { ConnectionString = host.ConnectionString };
        limited.Settings["Issuer:LoginLimit:FailuresPerAddress"] = "3";
        limited.Settings["Issuer:LoginLimit:Window"] = "01:00:00";
        using RecordedMetrics metrics = new(limited);
        for (int attempt = 0; attempt < 3; attempt++)
        {
            using HttpResponseMessage failed = await new Browser(limited.CreateBrowser()).LogInAsync($"nobody{attempt}", "wrong");
            Assert.Equal(HttpStatusCode.OK, failed.StatusCode);
        }

        using HttpResponseMessage response = await new Browser(limited.CreateBrowser()).LogInAsync("alice", IssuerHost.DevelopmentPassword);

        Assert.Equal(HttpStatusCode.TooManyRequests, response.StatusCode);
        Assert.InRange(response.Headers.RetryAfter!.Delta!.Value, TimeSpan.FromSeconds(1), TimeSpan.FromHours(1));
        Assert.Equal(1, metrics.Count("tokenaspire.issuer.logins", ("outcome", "limited")));
    }

    [Fact]
    public async Task The_error_page_shows_no_words_of_the_link()
    {
        using HttpResponseMessage response = await host.CreateBrowser().GetAsync("/error?error=call-this-number", Cancel);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.DoesNotContain("call-this-number", await response.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
    }
}
