using System.Net;
using System.Text.Json;
using Microsoft.IdentityModel.JsonWebTokens;
using TokenAspire.Issuer.Tests.Support;

namespace TokenAspire.Issuer.Tests.Logout;

/// <summary>OIDC RP-Initiated Logout 1.0 over the whole issuer with its real stores.</summary>
public sealed class EndSessionTests(LogoutHost host) : IClassFixture<LogoutHost>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_valid_hint_logs_out_without_a_question_and_revokes_first()
    {
        Browser browser = await LoggedInAsync();
        JsonElement tokens = await browser.RedeemAsync(await browser.AuthorizeAsync());

        using HttpResponseMessage response = await browser.Http.GetAsync(EndSessionUrl(hint: Text(tokens, "id_token")), Cancel);

        Assert.Equal(HttpStatusCode.Redirect, response.StatusCode);
        Assert.Equal(LogoutHost.PostLogoutUri + "&state=a%20b", response.Headers.Location!.OriginalString);
        Assert.Contains(response.Headers.GetValues("Set-Cookie"), cookie => cookie.StartsWith("__Host-issuer-session=;", StringComparison.Ordinal));
        Assert.False((await browser.IntrospectAsync(Text(tokens, "access_token"))).GetProperty("active").GetBoolean());
        Assert.Equal("invalid_grant", Text(await browser.RefreshAsync(Text(tokens, "refresh_token")), "error"));
        Assert.False(await IsLoggedInAsync(browser));

        // Audited with the revocation itself.
        Assert.Equal(["logout"], await host.QueryAsync<string>(
            "select outcome from audit_log where event = 'revocation' and session_id = $1", new JsonWebToken(Text(tokens, "id_token")).GetPayloadValue<string>("sid")));
    }

    [Fact]
    public async Task An_expired_hint_is_as_good()
    {
        Browser browser = await LoggedInAsync();
        JsonElement tokens = await browser.RedeemAsync(await browser.AuthorizeAsync());
        host.Time.Advance(TimeSpan.FromHours(1));

        (await browser.Http.GetAsync(EndSessionUrl(hint: Text(tokens, "id_token")), Cancel)).Dispose();

        Assert.False(await IsLoggedInAsync(browser));
    }

    [Fact]
    public async Task Without_a_hint_that_holds_the_person_is_asked_first()
    {
        Browser browser = await LoggedInAsync();
        JsonElement tokens = await browser.RedeemAsync(await browser.AuthorizeAsync());
        string forged = Text(tokens, "id_token")[..^4] + "AAAA";

        using HttpResponseMessage response = await browser.Http.GetAsync(EndSessionUrl(hint: forged), Cancel);
        string page = response.Headers.Location!.OriginalString;
        Assert.StartsWith("/logout?returnUrl=", page, StringComparison.Ordinal);
        using HttpResponseMessage shown = await browser.Http.GetAsync(page, Cancel);
        Assert.Contains("TokenAspire command line", await shown.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
        Assert.Contains("form-action 'self' http://127.0.0.1:*", shown.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        Assert.True(await IsLoggedInAsync(browser));

        using HttpResponseMessage confirmed = await browser.PostFormAsync(page, "/logout");
        Assert.Equal(HttpStatusCode.SeeOther, confirmed.StatusCode);
        using HttpResponseMessage after = await browser.Http.GetAsync(confirmed.Headers.Location!.OriginalString, Cancel);
        Assert.Equal(LogoutHost.PostLogoutUri + "&state=a%20b", after.Headers.Location!.OriginalString);
        Assert.False(await IsLoggedInAsync(browser));
        Assert.False((await browser.IntrospectAsync(Text(tokens, "access_token"))).GetProperty("active").GetBoolean());
    }

    [Fact]
    public async Task The_hint_of_another_session_ends_nothing_before_the_person_is_asked()
    {
        Browser other = await LoggedInAsync("bob");
        string hint = Text(await other.RedeemAsync(await other.AuthorizeAsync()), "id_token");
        Browser browser = await LoggedInAsync();

        using HttpResponseMessage response = await browser.Http.GetAsync(EndSessionUrl(hint), Cancel);

        Assert.StartsWith("/logout?", response.Headers.Location!.OriginalString, StringComparison.Ordinal);
        Assert.True(await IsLoggedInAsync(browser));
        Assert.True(await IsLoggedInAsync(other));
    }

    [Fact]
    public async Task A_post_from_the_clients_site_brings_no_cookie_and_ends_the_session_of_the_hint()
    {
        Browser browser = await LoggedInAsync();
        string hint = Text(await browser.RedeemAsync(await browser.AuthorizeAsync()), "id_token");
        Browser crossSite = new(host.CreateBrowser());

        using HttpResponseMessage response = await crossSite.PostAsync("/connect/endsession", new(StringComparer.Ordinal) { ["id_token_hint"] = hint });

        Assert.Equal(HttpStatusCode.SeeOther, response.StatusCode);
        Assert.Equal("/logged-out", response.Headers.Location!.OriginalString);
        Assert.False(await IsLoggedInAsync(browser));
    }

    [Fact]
    public async Task A_second_logout_changes_and_journals_nothing()
    {
        Browser browser = await LoggedInAsync();
        string hint = Text(await browser.RedeemAsync(await browser.AuthorizeAsync()), "id_token");
        (await browser.Http.GetAsync(EndSessionUrl(hint), Cancel)).Dispose();
        long journalled = (await host.QueryAsync<long>("select count(*) from revocation_journal")).Single();

        using HttpResponseMessage again = await browser.Http.GetAsync(EndSessionUrl(hint), Cancel);

        Assert.Equal(LogoutHost.PostLogoutUri + "&state=a%20b", again.Headers.Location!.OriginalString);
        Assert.Equal(journalled, (await host.QueryAsync<long>("select count(*) from revocation_journal")).Single());
    }

    [Fact]
    public async Task The_confirmation_needs_the_anti_forgery_token()
    {
        Browser browser = await LoggedInAsync();

        using HttpResponseMessage response = await browser.PostAsync("/logout", new(StringComparer.Ordinal) { ["returnUrl"] = "/connect/endsession" });

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.True(await IsLoggedInAsync(browser));
    }

    [Theory]
    [InlineData("https://evil.test/")]
    [InlineData("//evil.test/connect/endsession")]
    [InlineData("/connect/endsessions")]
    [InlineData("/connect/endsession?a=\\")]
    [InlineData("/connect/endsession?a#b")]
    public async Task The_page_leads_to_nothing_but_a_logout_request(string returnUrl)
    {
        Browser browser = await LoggedInAsync();

        using HttpResponseMessage response = await browser.Http.GetAsync("/logout?returnUrl=" + Uri.EscapeDataString(returnUrl), Cancel);

        Assert.Equal("/error?error=invalid_request", response.Headers.Location!.OriginalString);
    }

    private static string EndSessionUrl(string hint) =>
        $"/connect/endsession?id_token_hint={hint}&client_id=cli&post_logout_redirect_uri={Uri.EscapeDataString(LogoutHost.PostLogoutUri)}&state=a%20b";

    private static string Text(JsonElement json, string member) => json.GetProperty(member).GetString()!;

    private static async Task<bool> IsLoggedInAsync(Browser browser)
    {
        using HttpResponseMessage response = await browser.Http.GetAsync(Browser.AuthorizeUrl(), Cancel);
        return response.Headers.Location!.ToString().StartsWith(Browser.RedirectUri, StringComparison.Ordinal);
    }

    private async Task<Browser> LoggedInAsync(string userName = "alice")
    {
        Browser browser = new(host.CreateBrowser());
        (await browser.LogInAsync(userName, IssuerHost.DevelopmentPassword)).Dispose();
        return browser;
    }
}
