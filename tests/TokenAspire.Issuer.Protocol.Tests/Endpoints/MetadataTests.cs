using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using TokenAspire.Issuer.Contracts.Keys;
using TokenAspire.Issuer.Protocol.Tests.Hosting;

namespace TokenAspire.Issuer.Protocol.Tests.Endpoints;

public sealed class MetadataTests(ProtocolServer server) : IClassFixture<ProtocolServer>
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/.well-known/openid-configuration")]
    [InlineData("/.well-known/oauth-authorization-server")]
    public async Task Discovery_lists_exactly_what_is_mapped(string path)
    {
        JsonElement document = await server.Client.GetFromJsonAsync<JsonElement>(path, Cancelled);
        IEnumerable<string> listed = document.EnumerateObject()
            .Where(member => member.Name.EndsWith("_endpoint", StringComparison.Ordinal) || member.Name == "jwks_uri")
            .Select(member => member.Value.GetString()!);
        IEnumerable<string> mapped = server.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Select(endpoint => endpoint.RoutePattern.RawText!)
            .Where(route => !route.StartsWith("/.well-known", StringComparison.Ordinal) || route.EndsWith("/jwks", StringComparison.Ordinal))
            .Select(route => ProtocolServer.Issuer + route);

        Assert.Equal(mapped.Order(StringComparer.Ordinal), listed.Order(StringComparer.Ordinal));
        Assert.Equal(ProtocolServer.Issuer, document.GetProperty("issuer").GetString());
    }

    [Fact]
    public async Task Discovery_lists_every_scope_and_only_what_is_supported()
    {
        JsonElement document = await server.Client.GetFromJsonAsync<JsonElement>("/.well-known/openid-configuration", Cancelled);

        Assert.Equal(
            ["offline_access", "openid", "profile", "inventory:read", "orders:read", "orders:write"], Strings(document, "scopes_supported"));
        Assert.Equal(["code"], Strings(document, "response_types_supported"));
        Assert.Equal(["S256"], Strings(document, "code_challenge_methods_supported"));
        Assert.Equal(
            [
                "authorization_code", "client_credentials", "refresh_token", "urn:ietf:params:oauth:grant-type:device_code",
                "urn:ietf:params:oauth:grant-type:token-exchange",
            ],
            Strings(document, "grant_types_supported"));
        Assert.True(document.GetProperty("authorization_response_iss_parameter_supported").GetBoolean());
        Assert.False(document.GetProperty("request_uri_parameter_supported").GetBoolean());
    }

    [Fact]
    public async Task Keys_show_public_members_only()
    {
        JsonElement document = await server.Client.GetFromJsonAsync<JsonElement>("/.well-known/openid-configuration/jwks", Cancelled);

        Dictionary<string, string[]> members = document.GetProperty("keys").EnumerateArray().Where(key => key.GetProperty("kid").GetString() is "rsa-1" or "ec-1")
            .ToDictionary(key => key.GetProperty("kty").GetString()!, key => key.EnumerateObject().Select(member => member.Name).ToArray(), StringComparer.Ordinal);
        Assert.Equal(["kty", "use", "alg", "kid", "n", "e"], members["RSA"]);
        Assert.Equal(["kty", "use", "alg", "kid", "crv", "x", "y"], members["EC"]);
    }

    [Fact]
    public async Task Keys_are_cacheable_until_the_ring_changes()
    {
        using HttpResponseMessage first = await server.Client.GetAsync("/.well-known/openid-configuration/jwks", Cancelled);
        Assert.Equal(TimeSpan.FromMinutes(5), first.Headers.CacheControl!.MaxAge);
        Assert.Equal(HttpStatusCode.NotModified, (await GetKeysUnless(first.Headers.ETag!.Tag)).StatusCode);

        using EphemeralSigningKey announced = EphemeralSigningKey.EllipticCurve("announced");
        using EphemeralSigningKey retired = EphemeralSigningKey.EllipticCurve("retired");
        server.Keys.Publish(announced.Publish(SigningKeyState.Announced), retired.Publish(SigningKeyState.Retired));

        using HttpResponseMessage changed = await GetKeysUnless(first.Headers.ETag.Tag);
        string body = await changed.Content.ReadAsStringAsync(Cancelled);
        Assert.Equal(HttpStatusCode.OK, changed.StatusCode);
        Assert.Contains("\"announced\"", body, StringComparison.Ordinal);
        Assert.DoesNotContain("\"retired\"", body, StringComparison.Ordinal);
    }

    private async Task<HttpResponseMessage> GetKeysUnless(string entityTag)
    {
        using HttpRequestMessage request = new(HttpMethod.Get, "/.well-known/openid-configuration/jwks");
        request.Headers.TryAddWithoutValidation("If-None-Match", $"\"other\", W/{entityTag}");
        return await server.Client.SendAsync(request, Cancelled);
    }

    private static string[] Strings(JsonElement document, string name) =>
        [.. document.GetProperty(name).EnumerateArray().Select(value => value.GetString()!)];
}
