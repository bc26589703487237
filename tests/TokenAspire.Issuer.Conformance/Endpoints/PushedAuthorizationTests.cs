using System.Net;
using TokenAspire.Issuer.Conformance.Server;

namespace TokenAspire.Issuer.Conformance.Endpoints;

/// <summary>Pushed authorization requests (RFC 9126).</summary>
public abstract class PushedAuthorizationTests(IServerUnderTest server) : Clauses(server)
{
    private Uri Par => At("/connect/par");

    // RFC 9126 2.2 and 4.
    [Fact]
    public async Task A_pushed_request_is_answered_by_a_code()
    {
        using Browser browser = await LogInAsync();
        AuthorizationRequest request = new(Registered.Web);

        Answer pushed = await PushAsync(request);

        Assert.Equal(HttpStatusCode.Created, pushed.Status);
        pushed.AssertNotStored();
        Assert.InRange(pushed.Json.GetProperty("expires_in").GetInt32(), 5, 600);
        Answer answer = await browser.GetAsync(Reference(Registered.Web, pushed["request_uri"]));
        Assert.Equal("the state", answer.Parameter("state"));
        (await RedeemAsync(answer.Parameter("code")!, request)).AssertSuccess();
    }

    // RFC 9126 2.2 and 7.3: one-time.
    [Fact]
    public async Task A_request_uri_is_answered_once()
    {
        using Browser browser = await LogInAsync();
        string? requestUri = (await PushAsync(new AuthorizationRequest(Registered.Web)))["request_uri"];
        Assert.NotNull((await browser.GetAsync(Reference(Registered.Web, requestUri))).Parameter("code"));

        AssertNoCode(await browser.GetAsync(Reference(Registered.Web, requestUri)));
    }

    // RFC 9126 2.2: short-lived.
    [Fact]
    public async Task A_request_uri_ends()
    {
        using Browser browser = await LogInAsync();
        Answer pushed = await PushAsync(new AuthorizationRequest(Registered.Web));

        Server.Advance(TimeSpan.FromSeconds(pushed.Json.GetProperty("expires_in").GetInt32()));

        AssertNoCode(await browser.GetAsync(Reference(Registered.Web, pushed["request_uri"])));
    }

    // RFC 9126 2.2 and 4: bound to the client that pushed it.
    [Fact]
    public async Task A_request_uri_of_another_client_is_refused_and_stays_good()
    {
        using Browser browser = await LogInAsync();
        string? requestUri = (await PushAsync(new AuthorizationRequest(Registered.Web)))["request_uri"];

        AssertNoCode(await browser.GetAsync(Reference(Registered.Other, requestUri)));

        Assert.NotNull((await browser.GetAsync(Reference(Registered.Web, requestUri))).Parameter("code"));
    }

    // RFC 9126 4: what stands beside the reference does not count, least of all where the answer goes.
    [Fact]
    public async Task Parameters_beside_the_reference_change_nothing()
    {
        using Browser browser = await LogInAsync();
        string? requestUri = (await PushAsync(new AuthorizationRequest(Registered.Web, "openid")))["request_uri"];

        Answer answer = await browser.GetAsync(
            new Uri(Reference(Registered.Web, requestUri) + "&redirect_uri=https%3A%2F%2Fevil.example%2F&scope=openid%20orders%3Awrite&state=other"));

        if (answer.Headers.Location is not null)
        {
            Assert.StartsWith(Registered.Web.RedirectUri, answer.Location.AbsoluteUri, StringComparison.Ordinal);
            Assert.NotEqual("other", answer.Parameter("state"));
        }
    }

    // RFC 9126 2.1 and 2.3: as the token endpoint authenticates, and as the authorization endpoint validates.
    [Theory]
    [InlineData("redirect_uri", "https://evil.example/", "invalid_request")]
    [InlineData("code_challenge", null, "invalid_request")]
    [InlineData("code_challenge_method", "plain", "invalid_request")]
    [InlineData("scope", "unknown", "invalid_scope")]
    [InlineData("response_type", "token", "unsupported_response_type")]
    [InlineData("request_uri", "urn:ietf:params:oauth:request_uri:x", "invalid_request")]
    public async Task A_wrong_request_is_refused_when_it_is_pushed(string parameter, string? value, string error) =>
        (await PushAsync(new AuthorizationRequest(Registered.Web) { [parameter] = value })).AssertError(error);

    // RFC 9126 2.1 and 2.3.
    [Fact]
    public async Task Who_pushes_authenticates()
    {
        AuthorizationRequest request = new(Registered.Web);
        KeyValuePair<string, string?>[] parameters = [.. request.Sent.Select(pair => KeyValuePair.Create<string, string?>(pair.Key, pair.Value))];

        (await PostAsync(Par, parameters)).AssertError(HttpStatusCode.Unauthorized, "invalid_client");
        (await PostAsync(Par, [.. parameters, new("client_secret", "wrong")])).AssertError(HttpStatusCode.Unauthorized, "invalid_client");
        Assert.Equal(HttpStatusCode.MethodNotAllowed, (await GetAsync(Par)).Status);
    }

    // RFC 9126 2.1: a public client too.
    [Fact]
    public async Task A_public_client_pushes_by_its_name() =>
        Assert.Equal(HttpStatusCode.Created, (await PushAsync(new AuthorizationRequest(Registered.Native))).Status);

    // RFC 9126 7.1.
    [Theory]
    [InlineData("urn:ietf:params:oauth:request_uri:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("urn:ietf:params:oauth:request_uri:")]
    [InlineData("https://evil.example/request.jwt")]
    [InlineData("x")]
    public async Task A_reference_that_nobody_was_given_never_redirects_to_a_client(string requestUri)
    {
        using Browser browser = await LogInAsync();

        AssertNoCode(await browser.GetAsync(Reference(Registered.Web, requestUri)));
    }

    // RFC 9126 5.
    [Fact]
    public async Task The_endpoint_is_listed() => Assert.Equal(
        Par.AbsoluteUri, (await GetAsync(At("/.well-known/openid-configuration")))["pushed_authorization_request_endpoint"]);

    private static void AssertNoCode(Answer answer) =>
        Assert.True(answer.Headers.Location is null || answer.Parameter("code") is null, $"a code: {answer.Headers.Location}");

    private Uri Reference(TestClient client, string? requestUri) =>
        At($"/connect/authorize?client_id={client.ClientId}&request_uri={Uri.EscapeDataString(requestUri!)}");

    private Task<Answer> PushAsync(AuthorizationRequest request) => PostAsync(
        Par, request.Client, request.Sent.Where(pair => pair.Key != "client_id").Select(pair => KeyValuePair.Create<string, string?>(pair.Key, pair.Value)));
}
