using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.WebUtilities;
using TokenAspire.Issuer.Protocol.Tests.Hosting;

namespace TokenAspire.Issuer.Protocol.Tests.Endpoints;

public sealed class PushedAuthorizationEndpointTests(ProtocolServer server) : IClassFixture<ProtocolServer>
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("redirect_uri", "https://evil.example/callback", HttpStatusCode.BadRequest, "invalid_request")]
    [InlineData("redirect_uri", "", HttpStatusCode.BadRequest, "invalid_request")]
    [InlineData("response_type", "token", HttpStatusCode.BadRequest, "unsupported_response_type")]
    [InlineData("scope", "openid unknown", HttpStatusCode.BadRequest, "invalid_scope")]
    [InlineData("code_challenge", "", HttpStatusCode.BadRequest, "invalid_request")]
    [InlineData("code_challenge_method", "plain", HttpStatusCode.BadRequest, "invalid_request")]
    [InlineData("request", "eyJ", HttpStatusCode.BadRequest, "request_not_supported")]
    [InlineData("request_uri", "urn:ietf:params:oauth:request_uri:another", HttpStatusCode.BadRequest, "invalid_request")]
    [InlineData("client_secret", "wrong", HttpStatusCode.Unauthorized, "invalid_client")]
    [InlineData("client_secret", "", HttpStatusCode.Unauthorized, "invalid_client")]
    [InlineData("client_id", "unknown", HttpStatusCode.Unauthorized, "invalid_client")]
    public async Task What_the_authorization_endpoint_would_refuse_is_refused_at_once(string name, string value, HttpStatusCode status, string error)
    {
        using FormUrlEncodedContent form = new(Request(name, value));
        using HttpResponseMessage response = await server.Client.PostAsync("/connect/par", form, Cancelled);

        Assert.Equal(status, response.StatusCode);
        Assert.True(response.Headers.CacheControl!.NoStore);
        Assert.Null(response.Headers.Location);
        Assert.Equal(error, (await response.Content.ReadFromJsonAsync<JsonElement>(Cancelled)).GetProperty("error").GetString());
    }

    [Fact]
    public async Task A_client_that_has_to_push_gets_no_authorization_without()
    {
        Dictionary<string, string> request = Request("client_id", "pusher");
        request["scope"] = "openid";
        using HttpResponseMessage response = await server.Client.GetAsync("/connect/authorize" + request.ToQuery(), Cancelled);

        Assert.StartsWith("https://client.example/callback?error=invalid_request", response.Headers.Location!.OriginalString, StringComparison.Ordinal);
        Assert.Contains("push", QueryHelpers.ParseQuery(response.Headers.Location.Query)["error_description"].ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    public async Task A_reference_that_can_be_none_is_refused_without_looking_for_it(string reference)
    {
        using HttpResponseMessage response = await server.Client.GetAsync(
            "/connect/authorize?client_id=web&request_uri=urn:ietf:params:oauth:request_uri:" + reference, Cancelled);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains("invalid_request_uri", await response.Content.ReadAsStringAsync(Cancelled), StringComparison.Ordinal);
    }

    private static Dictionary<string, string> Request(string changed, string to) => new(StringComparer.Ordinal)
    {
        ["client_id"] = "web", ["client_secret"] = "web-secret", ["redirect_uri"] = "https://client.example/callback",
        ["response_type"] = "code", ["scope"] = "openid orders:read", ["code_challenge"] = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",
        ["code_challenge_method"] = "S256", [changed] = to,
    };
}
