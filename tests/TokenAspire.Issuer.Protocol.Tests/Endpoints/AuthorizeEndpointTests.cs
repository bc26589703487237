using System.Net;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Primitives;
using TokenAspire.Issuer.Protocol.Tests.Hosting;

namespace TokenAspire.Issuer.Protocol.Tests.Endpoints;

public sealed class AuthorizeEndpointTests(ProtocolServer server) : IClassFixture<ProtocolServer>
{
    private const string Callback = "https://client.example/callback";

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("client_id", null)]
    [InlineData("client_id", "unknown")]
    [InlineData("client_id", "<script>alert(1)</script>")]
    [InlineData("redirect_uri", null)]
    [InlineData("redirect_uri", "https://evil.example/callback")]
    [InlineData("redirect_uri", "javascript:alert(1)")]
    public async Task An_invalid_client_or_redirect_URI_never_redirects(string name, string? value)
    {
        using HttpResponseMessage response = await Get(Request(name, value));

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Null(response.Headers.Location);
        Assert.Equal("text/html", response.Content.Headers.ContentType!.MediaType);
        Assert.True(response.Headers.CacheControl!.NoStore);
        Assert.Contains("frame-ancestors 'none'", response.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        Assert.DoesNotContain("<script>", await response.Content.ReadAsStringAsync(Cancelled), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("response_type", null, "invalid_request")]
    [InlineData("response_type", "token", "unsupported_response_type")]
    [InlineData("response_type", "code id_token", "unsupported_response_type")]
    [InlineData("response_mode", "fragment", "invalid_request")]
    [InlineData("code_challenge", null, "invalid_request")]
    [InlineData("code_challenge", "short", "invalid_request")]
    [InlineData("code_challenge_method", null, "invalid_request")]
    [InlineData("code_challenge_method", "plain", "invalid_request")]
    [InlineData("scope", null, "invalid_scope")]
    [InlineData("scope", "openid orders:write", "invalid_scope")]
    [InlineData("scope", "openid unknown", "invalid_scope")]
    [InlineData("prompt", "none login", "invalid_request")]
    [InlineData("prompt", "select_account", "invalid_request")]
    [InlineData("prompt", "none", "login_required")]
    [InlineData("max_age", "-1", "invalid_request")]
    [InlineData("max_age", "9999999999", "invalid_request")]
    [InlineData("request", "eyJ", "request_not_supported")]
    [InlineData("request_uri", "https://client.example/request", "request_uri_not_supported")]
    public async Task Other_errors_go_to_the_client_with_state_and_issuer(string name, string? value, string error)
    {
        using HttpResponseMessage response = await Get(Request(name, value));

        Assert.Equal(HttpStatusCode.Found, response.StatusCode);
        Assert.StartsWith(Callback + "?", response.Headers.Location!.OriginalString, StringComparison.Ordinal);
        Dictionary<string, StringValues> answer = QueryHelpers.ParseQuery(response.Headers.Location.Query);
        Assert.Equal(error, answer["error"]);
        Assert.Equal("a b&c=ü+", answer["state"]);
        Assert.Equal(ProtocolServer.Issuer, answer["iss"]);
        Assert.False(answer.ContainsKey("code"));
    }

    [Fact]
    public async Task A_repeated_parameter_is_an_invalid_request()
    {
        using HttpResponseMessage response = await server.Client.GetAsync($"/connect/authorize{Request().ToQuery()}&scope=openid", Cancelled);

        Assert.Equal("invalid_request", QueryHelpers.ParseQuery(response.Headers.Location!.Query)["error"]);
    }

    [Fact]
    public async Task The_query_of_a_redirect_URI_is_kept()
    {
        using HttpResponseMessage response = await Get(Request("redirect_uri", Callback + "?tenant=a", ("prompt", "none")));

        Assert.StartsWith(Callback + "?tenant=a&error=login_required", response.Headers.Location!.OriginalString, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whoever_is_not_logged_in_is_sent_to_the_login_page_with_the_same_request()
    {
        using HttpResponseMessage response = await Get(Request("nonce", "n-1"));

        Assert.Equal(HttpStatusCode.Found, response.StatusCode);
        string location = response.Headers.Location!.OriginalString;
        Assert.StartsWith("/login?ReturnUrl=", location, StringComparison.Ordinal);
        string returnUrl = QueryHelpers.ParseQuery(location[location.IndexOf('?', StringComparison.Ordinal)..])["ReturnUrl"].ToString();
        Assert.StartsWith("/connect/authorize?", returnUrl, StringComparison.Ordinal);
        Dictionary<string, StringValues> repeated = QueryHelpers.ParseQuery(returnUrl[returnUrl.IndexOf('?', StringComparison.Ordinal)..]);
        Assert.All(Request("nonce", "n-1"), parameter => Assert.Equal(parameter.Value, repeated[parameter.Key]));
    }

    [Fact]
    public async Task After_a_POST_the_redirect_is_303()
    {
        using FormUrlEncodedContent form = new(Request());
        using HttpResponseMessage response = await server.Client.PostAsync("/connect/authorize", form, Cancelled);

        Assert.Equal(HttpStatusCode.SeeOther, response.StatusCode);
        Assert.StartsWith("/login?", response.Headers.Location!.OriginalString, StringComparison.Ordinal);
    }

    private Task<HttpResponseMessage> Get(Dictionary<string, string> parameters) =>
        server.Client.GetAsync("/connect/authorize" + parameters.ToQuery(), Cancelled);

    private static Dictionary<string, string> Request(string? changed = null, string? to = null, (string Name, string Value)? also = null)
    {
        Dictionary<string, string> parameters = new(StringComparer.Ordinal)
        {
            ["client_id"] = "web", ["redirect_uri"] = Callback, ["response_type"] = "code", ["scope"] = "openid orders:read",
            ["state"] = "a b&c=ü+", ["code_challenge"] = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM", ["code_challenge_method"] = "S256",
        };
        if (changed is not null)
        {
            parameters.Remove(changed);
            if (to is not null)
            {
                parameters[changed] = to;
            }
        }

        if (also is (string Name, string Value) extra)
        {
            parameters[extra.Name] = extra.Value;
        }

        return parameters;
    }
}

internal static class QueryParametersExtensions
{
    public static string ToQuery(this Dictionary<string, string> parameters) =>
        QueryHelpers.AddQueryString("", parameters.ToDictionary(pair => pair.Key, pair => (string?)pair.Value, StringComparer.Ordinal));
}
