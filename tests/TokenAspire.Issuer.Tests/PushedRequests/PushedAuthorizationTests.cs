using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Primitives;
using TokenAspire.Issuer.Tests.Support;

namespace TokenAspire.Issuer.Tests.PushedRequests;

/// <summary>RFC 9126 over the whole issuer with its real stores.</summary>
public sealed class PushedAuthorizationTests(IssuerHost host) : IClassFixture<IssuerHost>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_pushed_request_is_kept_for_sixty_seconds_under_a_hash()
    {
        Browser browser = new(host.CreateBrowser());
        using HttpResponseMessage response = await browser.PostAsync("/connect/par", Browser.AuthorizeRequest());
        JsonElement body = await response.Content.ReadFromJsonAsync<JsonElement>(Cancel);

        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        Assert.True(response.Headers.CacheControl!.NoStore);
        Assert.Equal(60, body.GetProperty("expires_in").GetInt32());
        string reference = body.GetProperty("request_uri").GetString()!;
        Assert.Matches("^urn:ietf:params:oauth:request_uri:[A-Za-z0-9_-]{43}$", reference);
        byte[] hash = System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.ASCII.GetBytes(reference[^43..]));
        Assert.Single(await host.QueryAsync<byte[]>("select reference_hash from pushed_requests where reference_hash = $1", hash));
    }

    [Fact]
    public async Task A_reference_gets_one_code_for_what_was_pushed_and_nothing_of_the_query()
    {
        Browser browser = await LoggedInAsync();
        string requestUri = await PushAsync(browser);

        Dictionary<string, StringValues> answer = await AnswerAsync(browser, AuthorizeUrl(requestUri) + "&state=other&scope=openid");

        Assert.Equal("state", answer["state"]);
        JsonElement tokens = await browser.RedeemAsync(answer["code"].ToString());
        Assert.Equal("openid offline_access orders:read", tokens.GetProperty("scope").GetString());
        await AssertRefusedAsync(browser, AuthorizeUrl(requestUri));
    }

    [Fact]
    public async Task Whoever_pushes_too_often_has_to_wait()
    {
        await using IssuerHost narrow = new(host.Stores) { ConnectionString = host.ConnectionString };
        narrow.Settings["ProtocolEngine:TokenRequestsPerAddress:PerPeriod"] = "1";
        narrow.Settings["ProtocolEngine:TokenRequestsPerAddress:Burst"] = "1";
        narrow.Settings["ProtocolEngine:TokenRequestsPerAddress:Period"] = "01:00:00";
        Browser browser = new(narrow.CreateBrowser());

        using HttpResponseMessage first = await browser.PostAsync("/connect/par", Browser.AuthorizeRequest());
        using HttpResponseMessage second = await browser.PostAsync("/connect/par", Browser.AuthorizeRequest());

        Assert.Equal(HttpStatusCode.Created, first.StatusCode);
        Assert.Equal(HttpStatusCode.TooManyRequests, second.StatusCode);
        Assert.NotNull(second.Headers.RetryAfter);
    }

    [Fact]
    public async Task Of_fifty_parallel_authorizations_of_one_reference_one_gets_a_code()
    {
        Browser browser = await LoggedInAsync();
        string url = AuthorizeUrl(await PushAsync(browser));

        HttpStatusCode[] outcomes = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => Task.Run(async () =>
        {
            using HttpResponseMessage response = await browser.Http.GetAsync(url, Cancel);
            return response.StatusCode;
        })));

        Assert.Single(outcomes, HttpStatusCode.Redirect);
        Assert.Equal(49, outcomes.Count(status => status is HttpStatusCode.BadRequest));
    }

    [Fact]
    public async Task A_login_in_between_may_take_longer_than_the_reference_lives()
    {
        Browser browser = new(host.CreateBrowser());
        string requestUri = await PushAsync(browser);
        using HttpResponseMessage authorize = await browser.Http.GetAsync(AuthorizeUrl(requestUri), Cancel);
        host.Time.Advance(TimeSpan.FromMinutes(10));

        using HttpResponseMessage login = await browser.PostLoginAsync(
            authorize.Headers.Location!.ToString(), "alice", IssuerHost.DevelopmentPassword);
        string returnUrl = login.Headers.Location!.ToString();

        Assert.DoesNotContain(requestUri, Uri.UnescapeDataString(returnUrl), StringComparison.Ordinal);
        Dictionary<string, StringValues> answer = await AnswerAsync(browser, returnUrl);
        Assert.True((await browser.RedeemAsync(answer["code"].ToString())).TryGetProperty("access_token", out _));
        await AssertRefusedAsync(browser, returnUrl);
        await AssertRefusedAsync(browser, AuthorizeUrl(requestUri));
    }

    [Fact]
    public async Task Prompt_login_asks_once_although_it_was_pushed()
    {
        Browser browser = await LoggedInAsync();
        string requestUri = await PushAsync(browser, ("prompt", "login"));
        using HttpResponseMessage authorize = await browser.Http.GetAsync(AuthorizeUrl(requestUri), Cancel);
        Assert.StartsWith("/login?", authorize.Headers.Location!.ToString(), StringComparison.Ordinal);

        using HttpResponseMessage login = await browser.PostLoginAsync(
            authorize.Headers.Location!.ToString(), "alice", IssuerHost.DevelopmentPassword);

        Assert.True((await AnswerAsync(browser, login.Headers.Location!.ToString())).ContainsKey("code"));
    }

    [Fact]
    public async Task A_reference_is_good_for_its_client_only_and_not_after_its_end()
    {
        Browser browser = await LoggedInAsync();
        string requestUri = await PushAsync(browser);

        await AssertRefusedAsync(browser, AuthorizeUrl(requestUri, clientId: "gateway-bff"));
        await AssertRefusedAsync(browser, "/connect/authorize?request_uri=" + Uri.EscapeDataString(requestUri));
        host.Time.Advance(TimeSpan.FromSeconds(60));
        await AssertRefusedAsync(browser, AuthorizeUrl(requestUri));
        await AssertRefusedAsync(browser, AuthorizeUrl("urn:ietf:params:oauth:request_uri:unknown"));
    }

    [Fact]
    public async Task An_error_for_the_client_spends_the_reference_too()
    {
        Browser browser = new(host.CreateBrowser());
        string requestUri = await PushAsync(browser, ("prompt", "none"));

        Assert.Equal("login_required", (await AnswerAsync(browser, AuthorizeUrl(requestUri)))["error"]);
        await AssertRefusedAsync(browser, AuthorizeUrl(requestUri));
    }

    private static string AuthorizeUrl(string requestUri, string clientId = "cli") =>
        $"/connect/authorize?client_id={clientId}&request_uri={Uri.EscapeDataString(requestUri)}";

    private static async Task<string> PushAsync(Browser browser, params (string Name, string Value)[] also)
    {
        Dictionary<string, string> request = Browser.AuthorizeRequest();
        foreach ((string name, string value) in also)
        {
            request[name] = value;
        }

        using HttpResponseMessage response = await browser.PostAsync("/connect/par", request);
        return (await response.Content.ReadFromJsonAsync<JsonElement>(Cancel)).GetProperty("request_uri").GetString()!;
    }

    private static async Task<Dictionary<string, StringValues>> AnswerAsync(Browser browser, string url)
    {
        using HttpResponseMessage response = await browser.Http.GetAsync(url, Cancel);
        Assert.StartsWith(Browser.RedirectUri, response.Headers.Location!.ToString(), StringComparison.Ordinal);
        return QueryHelpers.ParseQuery(response.Headers.Location.Query);
    }

    private static async Task AssertRefusedAsync(Browser browser, string url)
    {
        using HttpResponseMessage response = await browser.Http.GetAsync(url, Cancel);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains("invalid_request_uri", await response.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
    }

    private async Task<Browser> LoggedInAsync()
    {
        Browser browser = new(host.CreateBrowser());
        (await browser.LogInAsync("alice", IssuerHost.DevelopmentPassword)).Dispose();
        return browser;
    }
}
