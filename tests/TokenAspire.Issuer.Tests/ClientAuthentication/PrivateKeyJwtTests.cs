using System.Net;
using System.Text.Json;
using TokenAspire.Issuer.Store;
using TokenAspire.Issuer.Tests.Support;

namespace TokenAspire.Issuer.Tests.ClientAuthentication;

public sealed class PrivateKeyJwtTests(Stores stores) : IAsyncLifetime
{
    private const string ClientId = "signer";
    private const string AssertionType = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

    private readonly ClientKey _key = new();
    private readonly IssuerHost _host = new(stores);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync()
    {
        Register(_host);
        return _host.InitializeAsync();
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Theory]
    [InlineData(IssuerHost.Identifier)]
    [InlineData(IssuerHost.Identifier + "/connect/token")]
    public async Task A_client_proves_itself_by_its_key(string audience)
    {
        JsonElement token = await AskAsync(_host, _key.Assert(ClientId, audience, _host.Time.GetUtcNow()));

        Assert.Equal("inventory:read", token.GetProperty("scope").GetString());
    }

    [Fact]
    public async Task An_assertion_is_good_once_at_all_replicas_together()
    {
        await using IssuerHost other = new(stores) { ConnectionString = _host.ConnectionString };
        Register(other);
        other.Time.Advance(_host.Time.GetUtcNow() - other.Time.GetUtcNow());
        string assertion = _key.Assert(ClientId, IssuerHost.Identifier, _host.Time.GetUtcNow());
        IssuerHost[] replicas = [_host, other];

        JsonElement[] answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(use => Task.Run(() => AskAsync(replicas[use % 2], assertion))));

        Assert.Single(answers, answer => answer.TryGetProperty("access_token", out _));
        Assert.Equal(9, answers.Count(answer => answer.TryGetProperty("error", out JsonElement error) && error.GetString() == "invalid_client"));
    }

    [Fact]
    public async Task A_used_assertion_is_forgotten_when_it_would_be_refused_anyway()
    {
        await AskAsync(_host, _key.Assert(ClientId, IssuerHost.Identifier, _host.Time.GetUtcNow()));
        Assert.Single(await _host.QueryAsync<DateTime>("select expires_at from used_identifiers"));

        await _host.Get<ExpiredRows>().DeleteAsync(Cancel);
        Assert.Single(await _host.QueryAsync<DateTime>("select expires_at from used_identifiers"));

        _host.Time.Advance(TimeSpan.FromMinutes(3));
        await _host.Get<ExpiredRows>().DeleteAsync(Cancel);
        Assert.Empty(await _host.QueryAsync<DateTime>("select expires_at from used_identifiers"));
    }

    [Fact]
    public async Task Its_own_access_token_is_no_assertion()
    {
        JsonElement token = await AskAsync(_host, _key.Assert(ClientId, IssuerHost.Identifier, _host.Time.GetUtcNow()));

        Assert.Equal("invalid_client", Text(await AskAsync(_host, Text(token, "access_token")), "error"));
    }

    [Fact]
    public async Task More_than_one_method_at_once_is_refused()
    {
        string assertion = _key.Assert(ClientId, IssuerHost.Identifier, _host.Time.GetUtcNow());

        Assert.Equal("invalid_request", Text(await AskAsync(_host, assertion, ("client_secret", "secret")), "error"));
    }

    [Fact]
    public async Task An_assertion_about_another_client_is_refused()
    {
        string assertion = _key.Assert(ClientId, IssuerHost.Identifier, _host.Time.GetUtcNow());

        Assert.Equal("invalid_client", Text(await AskAsync(_host, assertion, ("client_id", "ops")), "error"));
        Assert.Equal("invalid_client", Text(await AskAsync(_host, _key.Assert("ops", IssuerHost.Identifier, _host.Time.GetUtcNow())), "error"));
        Assert.Equal("invalid_client", Text(await AskAsync(_host, assertion, ("client_assertion_type", "urn:example:other")), "error"));
    }

    [Fact]
    public async Task A_client_that_has_a_key_is_not_public()
    {
        JsonElement answer = await new Browser(_host.CreateBrowser()).PostTokenAsync(new(StringComparer.Ordinal)
        {
            ["grant_type"] = "client_credentials",
            ["client_id"] = ClientId,
        });

        Assert.Equal("invalid_client", Text(answer, "error"));
    }

    [Fact]
    public async Task Revocation_and_introspection_take_an_assertion_too()
    {
        using HttpClient http = _host.CreateBrowser();
        foreach (string path in new[] { "/connect/revocation", "/connect/introspect" })
        {
            using FormUrlEncodedContent form = new(new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["client_assertion_type"] = AssertionType,
                ["client_assertion"] = _key.Assert(ClientId, IssuerHost.Identifier, _host.Time.GetUtcNow()),
                ["token"] = "unknown",
            });
            using HttpResponseMessage response = await http.PostAsync(path, form, Cancel);
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        }
    }

    private void Register(IssuerHost host)
    {
        host.Settings["Registrations:Clients:9:ClientId"] = ClientId;
        host.Settings["Registrations:Clients:9:GrantTypes:0"] = "client_credentials";
        host.Settings["Registrations:Clients:9:Scopes:0"] = "inventory:read";
        host.Settings["Registrations:Clients:9:MayIntrospect"] = "true";
        foreach ((string name, string value) in _key.ToMembers("k1"))
        {
            host.Settings[$"Registrations:Clients:9:Keys:0:{name}"] = value;
        }
    }

    private static Task<JsonElement> AskAsync(IssuerHost host, string assertion, params (string Name, string Value)[] parameters)
    {
        Dictionary<string, string> form = new(StringComparer.Ordinal)
        {
            ["grant_type"] = "client_credentials",
            ["client_assertion_type"] = AssertionType,
            ["client_assertion"] = assertion,
        };
        foreach ((string name, string value) in parameters)
        {
            form[name] = value;
        }

        return new Browser(host.CreateBrowser()).PostTokenAsync(form);
    }

    private static string Text(JsonElement json, string member) => json.GetProperty(member).GetString()!;
}
