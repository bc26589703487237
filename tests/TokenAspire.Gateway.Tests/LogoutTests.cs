using System.Net;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Primitives;
using TokenAspire.Gateway.Tests.Hosting;
using TokenAspire.ResourceServer.Tests;

namespace TokenAspire.Gateway.Tests;

public sealed class LogoutTests(SharedGateway shared) : GatewayTests(shared)
{
    private const string LogoutEvent = "http://schemas.openid.net/event/backchannel-logout";

    [Fact]
    public async Task A_logout_revokes_ends_the_cookie_and_goes_on_to_the_issuer_unseen()
    {
        using Browser browser = Gateway.OpenBrowser();
        await browser.LogInAsync();

        using HttpResponseMessage response = await browser.CallAsync("/bff/logout", HttpMethod.Post);
        string body = await response.Content.ReadAsStringAsync(Cancel);
        bool isGone = !browser.Cookies.ContainsKey(Browser.SessionCookie);
        using HttpResponseMessage onward = await browser.SendAsync(HttpMethod.Get, "/bff/logout");
        Dictionary<string, StringValues> query = QueryHelpers.ParseQuery(onward.Headers.Location!.Query);

        Assert.Equal("""{"next":"/bff/logout"}""", body);
        Assert.True(isGone);
        Assert.Equal(Issuer.LastRefreshToken, Issuer.Requests.Single(request => request.Path == "/revocation").Form["token"]);
        Assert.Equal(StandInIssuer.Url + "/endsession", onward.Headers.Location!.GetLeftPart(UriPartial.Path));
        Assert.Equal(Issuer.LastIdToken, query["id_token_hint"]);
        Assert.Equal(GatewayHost.Url + "/", query["post_logout_redirect_uri"]);
        Assert.Empty(browser.Cookies);
    }

    [Fact]
    public async Task Without_a_logout_at_the_issuer_it_ends_here()
    {
        Issuer.HasEndSession = false;
        await using GatewayHost gateway = await Gateway.StartReplicaAsync();
        using Browser browser = gateway.OpenBrowser();
        await browser.LogInAsync();

        using HttpResponseMessage response = await browser.CallAsync("/bff/logout", HttpMethod.Post);
        using HttpResponseMessage again = await browser.CallAsync("/bff/logout", HttpMethod.Post);
        using HttpResponseMessage byHand = await browser.SendAsync(HttpMethod.Get, "/bff/logout");

        Assert.Equal("""{"next":"/"}""", await response.Content.ReadAsStringAsync(Cancel));
        Assert.Equal("""{"next":"/"}""", await again.Content.ReadAsStringAsync(Cancel));
        Assert.Equal("/", byHand.Headers.Location?.OriginalString);
        Assert.Empty(browser.Cookies);
    }

    [Fact]
    public async Task Nothing_is_called_over_that_could_not_be_revoked()
    {
        using Browser browser = Gateway.OpenBrowser();
        await browser.LogInAsync();
        Issuer.IsAvailable = false;

        using HttpResponseMessage response = await browser.CallAsync("/bff/logout", HttpMethod.Post);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.Equal("issuer_unavailable", await response.ReasonAsync());
        Assert.Contains(Browser.SessionCookie, browser.Cookies);
    }

    [Fact]
    public async Task The_issuers_word_ends_the_cookies_of_a_session_at_once_and_of_no_other()
    {
        using Browser ended = Gateway.OpenBrowser();
        await ended.LogInAsync();
        string session = Issuer.SessionId;
        Issuer.SessionId = Guid.NewGuid().ToString();
        using Browser other = Gateway.OpenBrowser();
        await other.LogInAsync();

        using HttpResponseMessage told = await TellAsync(StandInIssuer.Sign("logout+jwt", LogoutPayload(session)));
        using HttpResponseMessage refused = await ended.CallAsync("/api/orders");
        using HttpResponseMessage passed = await other.CallAsync("/api/orders");

        Assert.Equal(HttpStatusCode.OK, told.StatusCode);
        Assert.True(told.Headers.CacheControl?.NoStore);
        Assert.Equal("revoked_session", await refused.ReasonAsync());
        Assert.Empty(ended.Cookies);
        Assert.Equal(HttpStatusCode.OK, passed.StatusCode);
    }

    [Fact]
    public async Task A_logout_token_that_comes_again_is_answered_as_before()
    {
        // The issuer sends it again where the answer was lost; the session has ended all the same.
        using Browser ended = Gateway.OpenBrowser();
        await ended.LogInAsync();
        string token = StandInIssuer.Sign("logout+jwt", LogoutPayload(Issuer.SessionId));

        using HttpResponseMessage first = await TellAsync(token);
        using HttpResponseMessage second = await TellAsync(token);

        using HttpResponseMessage refused = await ended.CallAsync("/api/orders");

        Assert.Equal(HttpStatusCode.OK, first.StatusCode);
        Assert.Equal(HttpStatusCode.OK, second.StatusCode);
        Assert.Equal("revoked_session", await refused.ReasonAsync());
    }

    public static TheoryData<string, string?> WrongClaims => new()
    {
        { "iss", "\"https://another.test\"" }, { "aud", "\"cli\"" }, { "aud", """["gateway-bff","cli"]""" }, { "exp", null }, { "exp", "1" }, { "iat", null },
        { "iat", "99999999999" }, { "exp", "99999999999" }, { "jti", null }, { "sid", null }, { "sid", "7" }, { "nonce", "\"n\"" }, { "nonce", "null" },
        { "events", null }, { "events", "{}" }, { "events", "\"" + LogoutEvent + "\"" }, { "events", $$"""{"{{LogoutEvent}}":true}""" },
    };

    [Theory]
    [MemberData(nameof(WrongClaims))]
    public async Task A_logout_token_with_a_wrong_claim_ends_nothing(string claim, string? json)
    {
        using Browser browser = Gateway.OpenBrowser();
        await browser.LogInAsync();
        string token = StandInIssuer.Sign("logout+jwt", LogoutPayload(Issuer.SessionId), payload =>
        {
            payload.Remove(claim);
            if (json is not null)
            {
                payload[claim] = JsonNode.Parse(json);
            }
        });

        await EndsNothingAsync(browser, token);
    }

    [Fact]
    public async Task What_is_no_logout_token_ends_nothing()
    {
        using Browser browser = Gateway.OpenBrowser();
        await browser.LogInAsync();
        JsonObject payload = LogoutPayload(Issuer.SessionId);
        string good = StandInIssuer.Sign("logout+jwt", (JsonObject)payload.DeepClone());
        string[] forged =
        [
            "", "junk", good[..^2] + "xx", good + ".", Issuer.LastAccessToken, Issuer.LastIdToken,
            StandInIssuer.Sign("JWT", (JsonObject)payload.DeepClone()),
            StandInIssuer.Sign("at+jwt", (JsonObject)payload.DeepClone()),
            StandInIssuer.Sign("logout+jwt", (JsonObject)payload.DeepClone(), key: TestSigningKey.CreateRsa("key-1")),
            TestSigningKey.Encode("""{"alg":"none","typ":"logout+jwt"}""") + "." + TestSigningKey.Encode(payload.ToJsonString()) + ".",
        ];

        foreach (string token in forged)
        {
            await EndsNothingAsync(browser, token);
        }
    }

    [Theory]
    [InlineData("multipart/form-data", "logout_token=a")]
    [InlineData("multipart/form-data; boundary=b", "--b\r\nno header")]
    [InlineData("application/x-www-form-urlencoded", null)]
    public async Task A_body_that_is_no_form_is_refused_and_no_fault(string type, string? body)
    {
        using HttpClient issuer = Gateway.CreateClient();
        using StringContent content = new(body ?? string.Join('&', Enumerable.Repeat("a", 2000)));
        content.Headers.ContentType = System.Net.Http.Headers.MediaTypeHeaderValue.Parse(type);

        using HttpResponseMessage response = await issuer.PostAsync("/bff/backchannel-logout", content, Cancel);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal("invalid_request", (await response.JsonAsync()).GetProperty("error").GetString());
    }

    private async Task EndsNothingAsync(Browser browser, string token)
    {
        using HttpResponseMessage told = await TellAsync(token);
        using HttpResponseMessage passed = await browser.CallAsync("/api/orders");

        Assert.Equal(HttpStatusCode.BadRequest, told.StatusCode);
        Assert.Equal("invalid_request", (await told.JsonAsync()).GetProperty("error").GetString());
        Assert.Equal(HttpStatusCode.OK, passed.StatusCode);
    }

    private JsonObject LogoutPayload(string session)
    {
        DateTimeOffset now = Gateway.Time.Now;
        return new JsonObject
        {
            ["iss"] = StandInIssuer.Url, ["aud"] = StandInIssuer.ClientId, ["sub"] = "alice-id", ["sid"] = session, ["jti"] = Guid.NewGuid().ToString(),
            ["iat"] = now.ToUnixTimeSeconds(), ["exp"] = now.AddMinutes(2).ToUnixTimeSeconds(),
            ["events"] = new JsonObject { [LogoutEvent] = new JsonObject() },
        };
    }

    private async Task<HttpResponseMessage> TellAsync(string token)
    {
        using HttpClient issuer = Gateway.CreateClient();
        using FormUrlEncodedContent form = new([new("logout_token", token)]);
        return await issuer.PostAsync("/bff/backchannel-logout", form, Cancel);
    }
}
