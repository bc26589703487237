using System.Net;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;
using TokenAspire.Gateway.Bff;
using TokenAspire.Gateway.Tests.Hosting;

namespace TokenAspire.Gateway.Tests;

public sealed class SecrecyTests(SharedGateway shared) : GatewayTests(shared)
{
    [Fact]
    public async Task Nothing_secret_is_logged_whatever_is_done_and_refused()
    {
        using Browser browser = Gateway.OpenBrowser();
        Dictionary<string, StringValues> request = await browser.BeginAsync();
        string code = Issuer.Authorize(request["nonce"].ToString());
        using HttpResponseMessage done = await browser.ComeBackAsync(code, request["state"]);
        using HttpResponseMessage replayed = await browser.ComeBackAsync(code, request["state"]);
        using HttpResponseMessage crossSite = await browser.SendAsync(HttpMethod.Post, "/api/orders");
        List<string> secrets = [code, request["nonce"].ToString(), browser.Cookies[Browser.SessionCookie], StandInIssuer.ClientSecret, GatewayHost.CookieSecret];
        secrets.AddRange([Issuer.LastAccessToken, Issuer.LastRefreshToken, Issuer.LastIdToken]);
        Gateway.Time.Now += TimeSpan.FromMinutes(6);
        using HttpResponseMessage refreshed = await browser.CallAsync("/api/orders");
        secrets.AddRange([browser.Cookies[Browser.SessionCookie], Issuer.LastAccessToken, Issuer.LastRefreshToken]);
        using HttpResponseMessage loggedOut = await browser.CallAsync("/bff/logout", HttpMethod.Post);

        Assert.Equal(HttpStatusCode.OK, refreshed.StatusCode);
        Assert.Contains(Gateway.Log.Lines, line => line.Contains("A login was refused: unknown_attempt", StringComparison.Ordinal));
        Assert.Contains(Gateway.Log.Lines, line => line.Contains("A browser's request was refused: cross_site", StringComparison.Ordinal));
        string[] ours = [.. Gateway.Log.Lines.Where(line => !line.StartsWith("Trace ", StringComparison.Ordinal) && !line.StartsWith("Debug Microsoft", StringComparison.Ordinal) && !line.StartsWith("Information Microsoft", StringComparison.Ordinal))];
        Assert.All(secrets, secret => Assert.DoesNotContain(ours, line => line.Contains(secret, StringComparison.Ordinal)));
        Assert.DoesNotContain(Gateway.Log.Errors, line => line.Contains("TokenAspire.Gateway", StringComparison.Ordinal));
    }

    [Fact]
    public void Every_mistake_in_the_settings_is_named_at_once()
    {
        ValidateOptionsResult result = new BffOptionsValidator().Validate(name: null, new BffOptions
        {
            ClientId = "", PublicUrl = "http://gateway.test/path", CookieSecret = "short", PreviousCookieSecret = "short", TraceUrl = "javascript:{traceId}",
            SessionLifetime = TimeSpan.Zero, RefreshBefore = TimeSpan.Zero, LoginTimeout = TimeSpan.Zero, IssuerTimeout = TimeSpan.Zero,
        });

        string[] settings = ["ClientId", "ClientSecret", "PublicUrl", "Scope", "CookieSecret", "PreviousCookieSecret", "SessionLifetime", "RefreshBefore", "LoginTimeout", "IssuerTimeout", "TraceUrl"];
        Assert.All(settings, setting => Assert.Contains(result.Failures!, failure => failure.StartsWith($"Bff:{setting} ", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task The_page_may_run_its_own_module_and_nothing_else()
    {
        using Browser browser = Gateway.OpenBrowser();
        foreach (string path in new[] { "/", "/index.html", "/page.js", "/page.css" })
        {
            using HttpResponseMessage response = await browser.SendAsync(HttpMethod.Get, path);

            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            string policy = response.Headers.GetValues("Content-Security-Policy").Single();
            Assert.StartsWith("default-src 'none'; script-src 'self';", policy, StringComparison.Ordinal);
            Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
            Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
        }
    }
}
