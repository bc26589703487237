using System.Net;
using TokenAspire.Issuer.Conformance.Server;

namespace TokenAspire.Issuer.Conformance.Issuing;

/// <summary>Where an authorization response goes (RFC 6749 3.1.2, RFC 8252 7.3, RFC 9700 2.1 and 4.1).</summary>
public abstract class RedirectUriTests(IServerUnderTest server) : Clauses(server)
{
    // RFC 9700 2.1: exact string matching, except the port of a native app's loopback address.
    [Theory]
    [InlineData("https://client.example/callback/")]
    [InlineData("https://client.example/Callback")]
    [InlineData("https://client.example:443/callback")]
    [InlineData("https://client.example/callback?tenant=b")]
    [InlineData("https://client.example/callback#fragment")]
    [InlineData("https://client.example/callback/../callback")]
    [InlineData("https://client.example/%63allback")]
    [InlineData("https://CLIENT.example/callback")]
    [InlineData("http://client.example/callback")]
    [InlineData("https://client.example@evil.example/callback")]
    [InlineData("https://client.example.evil.example/callback")]
    [InlineData("https://other.example/callback")]
    [InlineData("//client.example/callback")]
    [InlineData("/callback")]
    [InlineData("javascript:alert(1)")]
    [InlineData(null)]
    public async Task A_redirect_uri_that_is_not_registered_to_the_letter_never_redirects(string? redirectUri)
    {
        using Browser browser = OpenBrowser();

        AssertNoRedirect(await browser.SendAsync(new AuthorizationRequest(Registered.Web) { ["redirect_uri"] = redirectUri }));
    }

    // RFC 6749 4.1.2.1.
    [Theory]
    [InlineData("unknown")]
    [InlineData("SUITE-WEB")]
    [InlineData(null)]
    public async Task An_unknown_client_never_redirects(string? clientId)
    {
        using Browser browser = OpenBrowser();

        AssertNoRedirect(await browser.SendAsync(new AuthorizationRequest(Registered.Web) { ["client_id"] = clientId }));
    }

    // RFC 6749 4.1.2.1: nor when the rest of the request is wrong too.
    [Fact]
    public async Task An_error_beside_a_wrong_redirect_uri_never_redirects()
    {
        using Browser browser = OpenBrowser();

        AssertNoRedirect(await browser.SendAsync(
            new AuthorizationRequest(Registered.Web) { ["redirect_uri"] = "https://evil.example/", ["prompt"] = "none", ["response_type"] = "token" }));
    }

    // RFC 8252 7.3.
    [Theory]
    [InlineData("http://127.0.0.1:49152/callback")]
    [InlineData("http://127.0.0.1/callback")]
    [InlineData("http://[::1]:1/callback")]
    public async Task The_port_of_a_loopback_redirect_may_differ(string redirectUri)
    {
        using Browser browser = OpenBrowser();

        Answer answer = await browser.AuthorizeAsync(new AuthorizationRequest(Registered.Native) { ["redirect_uri"] = redirectUri });

        Assert.StartsWith(redirectUri + "?code=", answer.Headers.Location!.OriginalString, StringComparison.Ordinal);
    }

    // RFC 8252 7.3 and 8.3: only the port, only of the IP literal that is registered.
    [Theory]
    [InlineData("http://localhost/callback")]
    [InlineData("http://127.0.0.2:49152/callback")]
    [InlineData("http://127.0.0.1:49152/other")]
    [InlineData("https://127.0.0.1:49152/callback")]
    [InlineData("http://127.0.0.1:49152.evil.example/callback")]
    [InlineData("http://127.0.0.1:80@evil.example/callback")]
    [InlineData("http://127.0.0.1:0/callback")]
    [InlineData("http://127.0.0.1:65536/callback")]
    public async Task Nothing_but_the_port_of_a_loopback_redirect_may_differ(string redirectUri)
    {
        using Browser browser = OpenBrowser();

        AssertNoRedirect(await browser.SendAsync(new AuthorizationRequest(Registered.Native) { ["redirect_uri"] = redirectUri }));
    }

    // RFC 6749 3.1.2: its own query component is retained.
    [Fact]
    public async Task The_query_of_a_redirect_uri_is_kept()
    {
        using Browser browser = OpenBrowser();

        Answer answer = await browser.AuthorizeAsync(
            new AuthorizationRequest(Registered.Web) { ["redirect_uri"] = "https://client.example/callback?tenant=a" });

        Assert.Equal("a", answer.Parameter("tenant"));
        Assert.NotNull(answer.Parameter("code"));
    }

    // RFC 9700 4.12: 307 would repeat the body, and with it a password, at the next address.
    [Fact]
    public async Task After_a_post_the_redirect_is_303()
    {
        using Browser browser = await LogInAsync();

        Answer authorized = await browser.PostAsync(new AuthorizationRequest(Registered.Web));
        Answer refused = await browser.PostAsync(new AuthorizationRequest(Registered.Web) { ["scope"] = "unknown" });

        Assert.Equal(HttpStatusCode.SeeOther, authorized.Status);
        Assert.NotNull(authorized.Parameter("code"));
        Assert.Equal(HttpStatusCode.SeeOther, refused.Status);
        AssertRedirectError(refused, "invalid_scope");
    }

    // RFC 9700 4.2.4: what is in the address of a redirect is for its target alone.
    [Fact]
    public async Task A_redirect_tells_no_referrer_and_is_not_stored()
    {
        using Browser browser = await LogInAsync();

        Answer answer = await browser.SendAsync(new AuthorizationRequest(Registered.Web));

        Assert.Equal("no-referrer", Assert.Single(answer.Headers.GetValues("Referrer-Policy")));
        answer.AssertNotStored();
    }
}
