using System.Net;
using System.Text.Json;
using TokenAspire.Issuer.Conformance.Server;

namespace TokenAspire.Issuer.Conformance.Endpoints;

/// <summary>The metadata (OIDC Discovery 3 and 4, RFC 8414, RFC 7517).</summary>
public abstract class DiscoveryTests(IServerUnderTest server) : Clauses(server)
{
    // OIDC Discovery 4.3: identical to the URL that the document was read from.
    [Theory]
    [InlineData("/.well-known/openid-configuration")]
    [InlineData("/.well-known/oauth-authorization-server")]
    public async Task Issuer_equals_the_url_used(string path)
    {
        Answer answer = (await GetAsync(At(path))).AssertSuccess();

        Assert.Equal("application/json", answer.ContentType?.MediaType);
        Assert.Equal(answer.Address.AbsoluteUri, answer["issuer"] + path);
    }

    // Another replica has the same name, not its own.
    [Fact]
    public async Task Every_replica_tells_the_same()
    {
        foreach (string path in (string[])["/.well-known/openid-configuration", "/.well-known/openid-configuration/jwks"])
        {
            string[] answers = await Task.WhenAll(Server.Replicas.Select(async (_, i) => (await GetAsync(At(path, i))).AssertSuccess().Body));
            Assert.Single(answers.Distinct(StringComparer.Ordinal));
        }
    }

    // What it lists works: there is something at every address, and it refuses rather than misses.
    [Fact]
    public async Task Every_endpoint_that_is_listed_is_there()
    {
        JsonElement document = await DocumentAsync();
        string[] addresses = [.. document.EnumerateObject()
            .Where(member => member.Name.EndsWith("_endpoint", StringComparison.Ordinal) || member.Name == "jwks_uri")
            .Select(member => member.Value.GetString()!)];

        Assert.NotEmpty(addresses);
        foreach (string address in addresses)
        {
            Assert.StartsWith(Server.Issuer.AbsoluteUri, address, StringComparison.Ordinal);
            Answer get = await GetAsync(new Uri(address));
            Answer post = await PostAsync(new Uri(address), []);
            Assert.True(
                get.Status is not (HttpStatusCode.NotFound or HttpStatusCode.MethodNotAllowed) || post.Status is not (HttpStatusCode.NotFound or HttpStatusCode.MethodNotAllowed),
                $"{address} answers {get.Status} and {post.Status}");
        }
    }

    // What works is listed, at the path of the contract.
    [Theory]
    [InlineData("authorization_endpoint", "/connect/authorize")]
    [InlineData("pushed_authorization_request_endpoint", "/connect/par")]
    [InlineData("token_endpoint", "/connect/token")]
    [InlineData("introspection_endpoint", "/connect/introspect")]
    [InlineData("revocation_endpoint", "/connect/revocation")]
    [InlineData("device_authorization_endpoint", "/connect/deviceauthorization")]
    [InlineData("end_session_endpoint", "/connect/endsession")]
    [InlineData("userinfo_endpoint", "/connect/userinfo")]
    [InlineData("jwks_uri", "/.well-known/openid-configuration/jwks")]
    public async Task Every_endpoint_is_listed(string name, string path) =>
        Assert.Equal(At(path).AbsoluteUri, (await DocumentAsync()).GetProperty(name).GetString());

    // What it lists works: each grant is known, and no other.
    [Fact]
    public async Task Exactly_the_listed_grants_are_supported()
    {
        string[] listed = List(await DocumentAsync(), "grant_types_supported");
        foreach (string grantType in (string[])[.. listed, "password", "implicit"])
        {
            Answer answer = await PostAsync(Token, Registered.Worker, ("grant_type", grantType));
            bool unsupported = answer.Status is not HttpStatusCode.OK && answer["error"] == "unsupported_grant_type";
            Assert.Equal(!listed.Contains(grantType, StringComparer.Ordinal), unsupported);
        }
    }

    // OIDC Discovery 3 and RFC 8414 2: required members, and what this issuer promises.
    [Fact]
    public async Task It_lists_what_clients_decide_by()
    {
        JsonElement document = await DocumentAsync();

        Assert.Equal(["code"], List(document, "response_types_supported"));
        Assert.Equal(["S256"], List(document, "code_challenge_methods_supported"));
        Assert.Contains("public", List(document, "subject_types_supported"));
        Assert.Contains("RS256", List(document, "id_token_signing_alg_values_supported"));
        Assert.DoesNotContain("none", List(document, "id_token_signing_alg_values_supported"));
        Assert.True(document.GetProperty("authorization_response_iss_parameter_supported").GetBoolean());
        Assert.All((string[])["client_secret_basic", "client_secret_post", "none"], method => Assert.Contains(method, List(document, "token_endpoint_auth_methods_supported")));
        Assert.All((string[])["openid", "profile", "offline_access", "orders:read"], scope => Assert.Contains(scope, List(document, "scopes_supported")));
    }

    // RFC 7517: public halves only, each with what it is for.
    [Fact]
    public async Task The_key_set_has_public_keys_only_each_with_its_use()
    {
        JsonElement[] keys = [.. (await GetAsync(At("/.well-known/openid-configuration/jwks"))).AssertSuccess().Json.GetProperty("keys").EnumerateArray()];

        Assert.NotEmpty(keys);
        Assert.Equal(keys.Length, keys.Select(key => key.GetProperty("kid").GetString()).Distinct(StringComparer.Ordinal).Count());
        Assert.All(keys, key =>
        {
            Assert.Equal("sig", key.GetProperty("use").GetString());
            Assert.NotEmpty(key.GetProperty("alg").GetString()!);
            Assert.All((string[])["d", "p", "q", "dp", "dq", "qi", "k"], secret => Assert.False(key.TryGetProperty(secret, out _)));
        });
    }

    // Metadata is for everybody and may be kept for a while.
    [Fact]
    public async Task Metadata_may_be_cached() =>
        Assert.True((await GetAsync(At("/.well-known/openid-configuration/jwks"))).Headers.CacheControl?.MaxAge > TimeSpan.Zero);

    private static string[] List(JsonElement document, string name) => document.GetProperty(name).Deserialize<string[]>()!;

    private async Task<JsonElement> DocumentAsync() => (await GetAsync(At("/.well-known/openid-configuration"))).AssertSuccess().Json;
}
