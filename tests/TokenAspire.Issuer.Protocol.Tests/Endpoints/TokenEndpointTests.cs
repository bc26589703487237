using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Microsoft.IdentityModel.JsonWebTokens;
using TokenAspire.Issuer.Protocol.Tests.Hosting;

namespace TokenAspire.Issuer.Protocol.Tests.Endpoints;

public sealed class TokenEndpointTests(ProtocolServer server) : IClassFixture<ProtocolServer>
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("orders:read inventory:read", "RS256", new[] { "inventory", "orders" })]
    [InlineData("inventory:read", "ES256", new[] { "inventory" })]
    public async Task A_client_gets_a_token_for_itself(string scope, string algorithm, string[] audiences)
    {
        using HttpResponseMessage response = await Post($"grant_type=client_credentials&scope={scope}", Basic());
        JsonElement body = await response.Content.ReadFromJsonAsync<JsonElement>(Cancelled);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.True(response.Headers.CacheControl!.NoStore);
        Assert.Equal("no-cache", response.Headers.Pragma.Single().Name);
        Assert.Equal("Bearer", body.GetProperty("token_type").GetString());
        Assert.Equal(300, body.GetProperty("expires_in").GetInt32());
        Assert.False(body.TryGetProperty("refresh_token", out _));
        JsonWebToken token = new(body.GetProperty("access_token").GetString());
        Assert.Equal(algorithm, token.Alg);
        Assert.Equal("worker", token.Subject);
        Assert.Equal(audiences, token.Audiences.ToArray());
        Assert.Equal(scope, token.GetPayloadValue<string>("scope"));
        AssertIssuedAtOneInstant(token);
    }

    [Theory]
    [InlineData("resource=orders", "orders:read orders:write", new[] { "orders" })]
    [InlineData("resource=https%3A%2F%2Fapi.example%2Forders", "orders:read orders:write", new[] { "orders" })]
    [InlineData("resource=inventory&scope=orders:read+inventory:read", "inventory:read", new[] { "inventory" })]
    [InlineData("resource=orders&resource=inventory&scope=orders:read+inventory:read", "orders:read inventory:read", new[] { "inventory", "orders" })]
    public async Task A_resource_narrows_audience_and_scopes(string form, string scope, string[] audiences)
    {
        using HttpResponseMessage response = await Post($"grant_type=client_credentials&{form}", Basic());

        JsonElement body = await response.Content.ReadFromJsonAsync<JsonElement>(Cancelled);
        Assert.Equal(scope, body.GetProperty("scope").GetString());
        Assert.Equal(audiences, new JsonWebToken(body.GetProperty("access_token").GetString()).Audiences.ToArray());
    }

    [Fact]
    public async Task Without_a_scope_a_client_gets_all_its_API_scopes()
    {
        using HttpResponseMessage response = await Post("grant_type=client_credentials", Basic());

        JsonElement body = await response.Content.ReadFromJsonAsync<JsonElement>(Cancelled);
        Assert.Equal("inventory:read orders:read orders:write", body.GetProperty("scope").GetString());
    }

    [Theory]
    [InlineData("grant_type=client_credentials&scope=openid", "invalid_scope")]
    [InlineData("grant_type=client_credentials&scope=tokens:admin", "invalid_scope")]
    [InlineData("grant_type=password&username=a&password=b", "unsupported_grant_type")]
    [InlineData("grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Adevice_code", "unauthorized_client")]
    [InlineData("grant_type=client_credentials&resource=unknown", "invalid_target")]
    [InlineData("grant_type=client_credentials&resource=https%3A%2F%2Fapi.example%2Forders%23f", "invalid_target")]
    [InlineData("grant_type=client_credentials&resource=orders&resource=unknown", "invalid_target")]
    [InlineData("grant_type=client_credentials&resource=inventory&scope=orders:read", "invalid_target")]
    [InlineData("grant_type=refresh_token&refresh_token=x", "unauthorized_client")]
    [InlineData("grant_type=authorization_code&code=x", "unauthorized_client")]
    [InlineData("scope=orders%3Aread", "invalid_request")]
    [InlineData("grant_type=client_credentials&grant_type=client_credentials", "invalid_request")]
    [InlineData("grant_type=client_credentials&scope=%00", "invalid_request")]
    [InlineData("grant_type=client_credentials&client_secret=old-secret", "invalid_request")]
    [InlineData("grant_type=client_credentials&client_id=web", "invalid_request")]
    public async Task Refusals_have_the_code_of_the_RFC(string form, string error) => await AssertRefused(form, Basic(), HttpStatusCode.BadRequest, error);

    [Fact]
    public async Task A_secret_may_come_in_the_form_and_an_older_one_is_still_good()
    {
        using HttpResponseMessage response = await Post("grant_type=client_credentials&client_id=worker&client_secret=old-secret", authorization: null);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Theory]
    [InlineData("grant_type=client_credentials&client_id=worker&client_secret=wrong")]
    [InlineData("grant_type=client_credentials&client_id=unknown&client_secret=wrong")]
    [InlineData("grant_type=client_credentials&client_id=worker")]
    [InlineData("grant_type=client_credentials&client_id=cli&client_secret=any")]
    [InlineData("grant_type=client_credentials&client_id=worker&client_assertion=x")]
    [InlineData("grant_type=client_credentials")]
    public async Task A_client_that_is_not_proven_gets_401_and_a_challenge(string form) =>
        await AssertRefused(form, authorization: null, HttpStatusCode.Unauthorized, "invalid_client");

    [Fact]
    public async Task A_public_client_gets_no_token_for_itself() =>
        await AssertRefused("grant_type=client_credentials&client_id=cli", authorization: null, HttpStatusCode.BadRequest, "unauthorized_client");

    [Fact]
    public async Task A_wrong_content_type_is_an_invalid_request()
    {
        using StringContent json = new("{\"grant_type\":\"client_credentials\"}", Encoding.UTF8, "application/json");
        using HttpResponseMessage response = await server.Client.PostAsync("/connect/token", json, Cancelled);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    [Fact]
    public async Task Guessing_a_secret_ends_in_429_for_the_guesser_of_that_client()
    {
        HttpResponseMessage? response = null;
        for (int guess = 0; guess <= new ProtocolEngineOptions().FailedAuthenticationsPerClient; guess++)
        {
            response?.Dispose();
            response = await Post($"grant_type=client_credentials&client_id=asker&client_secret={guess}", authorization: null);
        }

        using (response)
        {
            Assert.Equal(HttpStatusCode.TooManyRequests, response!.StatusCode);
            Assert.True(response.Headers.RetryAfter!.Delta > TimeSpan.Zero);
        }

        using HttpResponseMessage other = await Post("grant_type=client_credentials", Basic());
        Assert.Equal(HttpStatusCode.OK, other.StatusCode);
    }

    private static void AssertIssuedAtOneInstant(JsonWebToken token)
    {
        Guid tokenId = Guid.ParseExact(token.Id, "D");
        long milliseconds = Convert.ToInt64(tokenId.ToString("N")[..12], 16);
        Assert.Equal(7, tokenId.Version);
        Assert.Equal(token.GetPayloadValue<long>("iat"), milliseconds / 1000);
    }

    private async Task AssertRefused(string form, AuthenticationHeaderValue? authorization, HttpStatusCode status, string error)
    {
        using HttpResponseMessage response = await Post(form, authorization);

        Assert.Equal(status, response.StatusCode);
        Assert.Equal(error, (await response.Content.ReadFromJsonAsync<JsonElement>(Cancelled)).GetProperty("error").GetString());
        Assert.True(response.Headers.CacheControl!.NoStore);
        Assert.Equal(status is HttpStatusCode.Unauthorized, response.Headers.WwwAuthenticate.Any(challenge => challenge.Scheme == "Basic"));
    }

    private async Task<HttpResponseMessage> Post(string form, AuthenticationHeaderValue? authorization)
    {
        using HttpRequestMessage request = new(HttpMethod.Post, "/connect/token")
        {
            Content = new StringContent(form, Encoding.UTF8, new MediaTypeHeaderValue("application/x-www-form-urlencoded")),
        };
        request.Headers.Authorization = authorization;
        return await server.Client.SendAsync(request, Cancelled);
    }

    private static AuthenticationHeaderValue Basic() => new(
        "Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"worker:{Uri.EscapeDataString(InMemoryRegistrations.WorkerSecret)}")));
}
