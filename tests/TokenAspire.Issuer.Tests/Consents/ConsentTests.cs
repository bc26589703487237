using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.Primitives;
using TokenAspire.Issuer.Tests.Support;

namespace TokenAspire.Issuer.Tests.Consents;

/// <summary>OIDC Core 3.1.2.4: people are asked before a third party's client gets anything.</summary>
public sealed class ConsentTests(ConsentHost host) : IClassFixture<ConsentHost>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_third_party_gets_a_code_only_once_the_person_has_consented_which_is_remembered()
    {
        Person person = await Person.LoggedInAsync(host);
        string page = await person.LocationAsync(Browser.AuthorizeUrl());
        Assert.StartsWith("/consent?returnUrl=", page, StringComparison.Ordinal);
        using HttpResponseMessage shown = await person.Browser.Http.GetAsync(page, Cancel);
        string html = await shown.Content.ReadAsStringAsync(Cancel);
        Assert.Contains("TokenAspire command line", html, StringComparison.Ordinal);
        Assert.Contains("see your orders", html, StringComparison.Ordinal);
        Assert.DoesNotContain("place orders for you", html, StringComparison.Ordinal);

        Dictionary<string, StringValues> answer = await person.DecideAsync(page, "allow");

        Assert.True((await person.Browser.RedeemAsync(answer["code"].ToString())).TryGetProperty("access_token", out _));
        Assert.StartsWith(Browser.RedirectUri + "?code=", await person.LocationAsync(Browser.AuthorizeUrl("openid orders:read")), StringComparison.Ordinal);
        Assert.StartsWith("/consent?", await person.LocationAsync(Browser.AuthorizeUrl("openid orders:write")), StringComparison.Ordinal);
        Person other = await Person.LoggedInAsync(host);
        Assert.StartsWith("/consent?", await other.LocationAsync(Browser.AuthorizeUrl()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Prompt_none_without_a_consent_is_consent_required()
    {
        Person person = await Person.LoggedInAsync(host);

        AssertError("consent_required", Person.Answer(await person.LocationAsync(Browser.AuthorizeUrl() + "&prompt=none")));
        await person.AllowAsync();
        Assert.True(Person.Answer(await person.LocationAsync(Browser.AuthorizeUrl() + "&prompt=none")).ContainsKey("code"));
    }

    [Fact]
    public async Task A_refusal_is_access_denied_with_state_and_issuer_and_is_not_remembered()
    {
        Person person = await Person.LoggedInAsync(host);
        string page = await person.LocationAsync(Browser.AuthorizeUrl());

        AssertError("access_denied", await person.DecideAsync(page, "deny"));

        Assert.StartsWith("/consent?", await person.LocationAsync(Browser.AuthorizeUrl()), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("Allow")]
    [InlineData("maybe")]
    public async Task Whatever_is_not_the_button_that_allows_refuses(string decision)
    {
        Person person = await Person.LoggedInAsync(host);

        AssertError("access_denied", await person.DecideAsync(await person.LocationAsync(Browser.AuthorizeUrl()), decision));
    }

    [Fact]
    public async Task Prompt_consent_asks_again_and_only_once_whoever_the_client_is()
    {
        Person person = await Person.LoggedInAsync(host);
        await person.AllowAsync();
        host.Time.Advance(TimeSpan.FromMinutes(1));

        string page = await person.LocationAsync(Browser.AuthorizeUrl() + "&prompt=consent");

        Assert.StartsWith("/consent?", page, StringComparison.Ordinal);
        Assert.True((await person.DecideAsync(page, "allow")).ContainsKey("code"));
    }

    [Fact]
    public async Task A_pushed_request_waits_for_the_consent_and_is_answered_once()
    {
        Person person = await Person.LoggedInAsync(host);
        using HttpResponseMessage pushed = await person.Browser.PostAsync("/connect/par", Browser.AuthorizeRequest());
        string reference = (await pushed.Content.ReadFromJsonAsync<JsonElement>(Cancel)).GetProperty("request_uri").GetString()!;
        string page = await person.LocationAsync("/connect/authorize?client_id=cli&request_uri=" + Uri.EscapeDataString(reference));

        using HttpResponseMessage shown = await person.Browser.Http.GetAsync(page, Cancel);
        Assert.Contains("see your orders", await shown.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);

        Assert.True((await person.DecideAsync(page, "allow")).ContainsKey("code"));
        Assert.Equal("/error?error=invalid_request", await person.LocationAsync(page));
    }

    [Fact]
    public async Task A_refused_pushed_request_is_access_denied()
    {
        Person person = await Person.LoggedInAsync(host);
        using HttpResponseMessage pushed = await person.Browser.PostAsync("/connect/par", Browser.AuthorizeRequest());
        string reference = (await pushed.Content.ReadFromJsonAsync<JsonElement>(Cancel)).GetProperty("request_uri").GetString()!;

        AssertError("access_denied", await person.DecideAsync(
            await person.LocationAsync("/connect/authorize?client_id=cli&request_uri=" + Uri.EscapeDataString(reference)), "deny"));
    }

    [Fact]
    public async Task The_page_allows_no_script_and_no_framing_and_needs_the_anti_forgery_token()
    {
        Person person = await Person.LoggedInAsync(host);
        using HttpResponseMessage page = await person.Browser.Http.GetAsync(await person.LocationAsync(Browser.AuthorizeUrl()), Cancel);
        Assert.Equal(
            "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; frame-ancestors 'none'; form-action 'self' http://127.0.0.1:*",
            Assert.Single(page.Headers.GetValues("Content-Security-Policy")));
        Assert.Equal("no-referrer", Assert.Single(page.Headers.GetValues("Referrer-Policy")));
        Assert.True(page.Headers.CacheControl!.NoStore);

        using HttpResponseMessage forged = await person.Browser.PostAsync(
            "/consent", new(StringComparer.Ordinal) { ["returnUrl"] = Browser.AuthorizeUrl(), ["decision"] = "allow" });
        using HttpResponseMessage withdrawn = await person.Browser.PostAsync("/consents", new(StringComparer.Ordinal) { ["client_id"] = "cli" });

        Assert.Equal(HttpStatusCode.BadRequest, forged.StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, withdrawn.StatusCode);
    }

    [Theory]
    [InlineData("https://evil.test/")]
    [InlineData("//evil.test/connect/authorize?client_id=cli")]
    [InlineData("/connect/authorize?client_id=unknown")]
    [InlineData("/connect/authorize?client_id=cli&redirect_uri=https%3A%2F%2Fevil.test%2F")]
    [InlineData("/device")]
    [InlineData("")]
    public async Task The_page_is_about_nothing_but_a_valid_authorize_request(string returnUrl)
    {
        Person person = await Person.LoggedInAsync(host);

        Assert.Equal("/error?error=invalid_request", await person.LocationAsync("/consent?returnUrl=" + Uri.EscapeDataString(returnUrl)));
    }

    [Fact]
    public async Task Somebody_who_is_not_logged_in_logs_in_first()
    {
        using HttpClient nobody = host.CreateBrowser();
        string url = Browser.AuthorizeUrl();

        using HttpResponseMessage consent = await nobody.GetAsync("/consent?returnUrl=" + Uri.EscapeDataString(url), Cancel);
        using HttpResponseMessage consents = await nobody.GetAsync("/consents", Cancel);

        Assert.Equal("/login?returnUrl=" + Uri.EscapeDataString(url), consent.Headers.Location!.OriginalString);
        Assert.Equal("/login?returnUrl=%2Fconsents", consents.Headers.Location!.OriginalString);
    }

    private static void AssertError(string error, Dictionary<string, StringValues> answer)
    {
        Assert.Equal(error, answer["error"]);
        Assert.Equal("state", answer["state"]);
        Assert.Equal(IssuerHost.Identifier, answer["iss"]);
        Assert.False(answer.ContainsKey("code"));
    }
}
