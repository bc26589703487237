using System.Net;
using System.Text.Json;
using Microsoft.Extensions.Primitives;
using TokenAspire.Gateway.Tests.Hosting;

namespace TokenAspire.Gateway.Tests;

public sealed class LoginTests(SharedGateway shared) : GatewayTests(shared)
{
    [Fact]
    public async Task A_login_asks_for_a_code_with_a_challenge_a_state_and_a_nonce()
    {
        using Browser browser = Gateway.OpenBrowser();

        Dictionary<string, StringValues> first = await browser.BeginAsync();
        Dictionary<string, StringValues> second = await browser.BeginAsync();

        Assert.Equal("code", first["response_type"]);
        Assert.Equal("gateway-bff", first["client_id"]);
        Assert.Equal(GatewayHost.Url + "/bff/callback", first["redirect_uri"]);
        Assert.Equal("S256", first["code_challenge_method"]);
        Assert.All(["state", "nonce", "code_challenge"], name => Assert.Equal(43, first[name].ToString().Length));
        Assert.All(["state", "nonce", "code_challenge"], name => Assert.NotEqual(first[name], second[name]));
    }

    [Theory]
    [InlineData("https://evil.example/")]
    [InlineData("//evil.example/")]
    [InlineData("/\\evil.example/")]
    [InlineData("/\t/evil.example/")]
    [InlineData("\\/evil.example")]
    [InlineData("javascript:alert(1)")]
    [InlineData("")]
    public async Task A_login_leads_back_to_this_gateway_only(string returnUrl)
    {
        using Browser browser = Gateway.OpenBrowser();

        using HttpResponseMessage response = await browser.SendAsync(HttpMethod.Get, "/bff/login?returnUrl=" + Uri.EscapeDataString(returnUrl));

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Empty(browser.LastSetCookies);
    }

    [Fact]
    public async Task A_completed_login_is_a_session_and_goes_where_it_was_to_go()
    {
        using Browser browser = Gateway.OpenBrowser();
        Dictionary<string, StringValues> request = await browser.BeginAsync("/?from=mail");

        using HttpResponseMessage response = await browser.ComeBackAsync(Issuer.Authorize(request["nonce"].ToString()), request["state"]);
        using HttpResponseMessage answer = await browser.CallAsync("/bff/user");
        JsonElement user = await answer.JsonAsync();

        Assert.Equal("/?from=mail", response.Headers.Location?.OriginalString);
        Assert.Equal("alice", user.GetProperty("preferred_username").GetString());
        Assert.Equal("acme", user.GetProperty("tenant_id").GetString());
        Assert.Equal(Issuer.SessionId, user.GetProperty("sid").GetString());
        Assert.Equal(2, user.GetProperty("roles").GetArrayLength());
        Assert.Equal(StandInIssuer.Url + "/sessions", user.GetProperty("sessions_url").GetString());
        Assert.All([Issuer.LastAccessToken, Issuer.LastRefreshToken, Issuer.LastIdToken], token => Assert.DoesNotContain(token, user.GetRawText(), StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_code_is_redeemed_with_the_verifier_of_its_challenge_and_the_clients_credentials()
    {
        using Browser browser = Gateway.OpenBrowser();
        await browser.LogInAsync();

        (_, string authorization, Microsoft.AspNetCore.Http.IFormCollection form) = Issuer.Requests.Single();
        string credentials = System.Text.Encoding.ASCII.GetString(Convert.FromBase64String(authorization["Basic ".Length..]));

        Assert.Equal(43, form["code_verifier"].ToString().Length);
        Assert.Equal(GatewayHost.Url + "/bff/callback", form["redirect_uri"]);
        Assert.Equal("gateway-bff:" + WebUtility.UrlEncode(StandInIssuer.ClientSecret), credentials);
    }

    // RFC 9207 section 2.4.
    [Theory]
    [InlineData(null)]
    [InlineData("https://another.test")]
    [InlineData(StandInIssuer.Url + "/")]
    public async Task An_answer_that_is_not_the_issuers_is_refused(string? issuer)
    {
        using Browser browser = Gateway.OpenBrowser();
        Dictionary<string, StringValues> request = await browser.BeginAsync();

        using HttpResponseMessage response = await browser.ComeBackAsync(Issuer.Authorize(request["nonce"].ToString()), request["state"], issuer);

        await RefusedAsync(response, browser, HttpStatusCode.BadRequest);
        Assert.Equal(0, Issuer.Count("authorization_code"));
    }

    [Fact]
    public async Task A_refusal_of_the_issuer_is_told_without_its_words()
    {
        using Browser browser = Gateway.OpenBrowser();
        Dictionary<string, StringValues> request = await browser.BeginAsync();

        using HttpResponseMessage response = await browser.ComeBackAsync(code: null, request["state"], error: "<script>alert(1)</script>");

        await RefusedAsync(response, browser, HttpStatusCode.BadRequest);
        Assert.DoesNotContain("alert(1)", await response.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_parameter_that_comes_twice_is_refused()
    {
        using Browser browser = Gateway.OpenBrowser();
        Dictionary<string, StringValues> request = await browser.BeginAsync();

        using HttpResponseMessage response = await browser.SendAsync(
            HttpMethod.Get, $"/bff/callback?code=a&code=b&state={request["state"]}&iss={Uri.EscapeDataString(StandInIssuer.Url)}");

        await RefusedAsync(response, browser, HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task A_login_that_takes_too_long_is_refused()
    {
        using Browser browser = Gateway.OpenBrowser();
        Dictionary<string, StringValues> request = await browser.BeginAsync();
        Gateway.Time.Now += TimeSpan.FromMinutes(16);

        using HttpResponseMessage response = await browser.ComeBackAsync(Issuer.Authorize(request["nonce"].ToString()), request["state"]);

        await RefusedAsync(response, browser, HttpStatusCode.BadRequest);
    }

    [Theory]
    [InlineData("nonce", "another")]
    [InlineData("nonce", null)]
    [InlineData("aud", "cli")]
    [InlineData("iss", "https://another.test")]
    [InlineData("azp", "cli")]
    [InlineData("at_hash", "another")]
    [InlineData("at_hash", null)]
    [InlineData("sub", null)]
    [InlineData("sid", null)]
    [InlineData("exp", null)]
    [InlineData("iat", null)]
    public async Task An_id_token_with_a_wrong_claim_logs_nobody_in(string claim, string? value)
    {
        using Browser browser = Gateway.OpenBrowser();
        Dictionary<string, StringValues> request = await browser.BeginAsync();
        Issuer.IdToken = payload =>
        {
            payload.Remove(claim);
            if (value is not null)
            {
                payload[claim] = value;
            }
        };

        using HttpResponseMessage response = await browser.ComeBackAsync(Issuer.Authorize(request["nonce"].ToString()), request["state"]);

        await RefusedAsync(response, browser, HttpStatusCode.BadGateway);
    }

    [Fact]
    public async Task An_id_token_of_another_time_logs_nobody_in()
    {
        using Browser browser = Gateway.OpenBrowser();
        foreach (int seconds in new[] { -31, 3600 })
        {
            Dictionary<string, StringValues> request = await browser.BeginAsync();
            Issuer.IdToken = payload =>
            {
                long now = Gateway.Time.Now.ToUnixTimeSeconds();
                payload["exp"] = now + Math.Abs(seconds) * Math.Sign(seconds);
                payload["iat"] = seconds < 0 ? now - 300 : now + 60;
            };

            using HttpResponseMessage response = await browser.ComeBackAsync(Issuer.Authorize(request["nonce"].ToString()), request["state"]);

            await RefusedAsync(response, browser, HttpStatusCode.BadGateway);
        }
    }

    [Fact]
    public async Task An_issuer_that_is_down_is_said_to_be()
    {
        using Browser browser = Gateway.OpenBrowser();
        Dictionary<string, StringValues> request = await browser.BeginAsync();
        Issuer.IsAvailable = false;

        using HttpResponseMessage response = await browser.ComeBackAsync(Issuer.Authorize(request["nonce"].ToString()), request["state"]);

        await RefusedAsync(response, browser, HttpStatusCode.ServiceUnavailable);
    }

    private static async Task RefusedAsync(HttpResponseMessage response, Browser browser, HttpStatusCode status)
    {
        Assert.Equal(status, response.StatusCode);
        Assert.Equal("text/html", response.Content.Headers.ContentType?.MediaType);
        Assert.Contains("default-src 'none'", response.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        Assert.Contains("You are not logged in", await response.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
        Assert.DoesNotContain(Browser.SessionCookie, browser.Cookies);
    }
}
