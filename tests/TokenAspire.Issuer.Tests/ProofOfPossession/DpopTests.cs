using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.WebUtilities;
using TokenAspire.Issuer.Tests.Support;

namespace TokenAspire.Issuer.Tests.ProofOfPossession;

public sealed class DpopTests(DpopTests.Host host) : IClassFixture<DpopTests.Host>
{
    private const string TokenUrl = IssuerHost.Identifier + "/connect/token";
    private const string UserInfoUrl = IssuerHost.Identifier + "/connect/userinfo";

    private readonly ClientKey _key = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Of_fifty_parallel_uses_of_one_proof_at_two_replicas_one_succeeds()
    {
        await using Host other = new(host.Stores) { ConnectionString = host.ConnectionString };
        other.Time.Advance(host.Time.GetUtcNow() - other.Time.GetUtcNow());
        Browser[] replicas = [new(host.CreateBrowser()), new(other.CreateBrowser())];
        string proof = Prove();

        JsonElement[] answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(use =>
            Task.Run(() => replicas[use % 2].PostTokenAsync(ClientForm("ops", IssuerHost.OpsSecret), proof))));

        Assert.Single(answers, answer => answer.TryGetProperty("access_token", out _));
        Assert.Equal(49, answers.Count(answer => answer.TryGetProperty("error", out JsonElement error) && error.GetString() == "invalid_dpop_proof"));
    }

    [Fact]
    public async Task Tokens_of_every_grant_are_bound_to_the_proven_key()
    {
        Browser browser = await LoggedInAsync();

        JsonElement code = await browser.PostTokenAsync(Browser.CodeForm(await browser.AuthorizeAsync()), Prove());
        JsonElement refresh = await browser.PostTokenAsync(Browser.RefreshForm(Text(code, "refresh_token")), Prove());
        JsonElement client = await browser.PostTokenAsync(ClientForm("ops", IssuerHost.OpsSecret), Prove());

        foreach (JsonElement answer in new[] { code, refresh, client })
        {
            Assert.Equal("DPoP", Text(answer, "token_type"));
            JsonElement active = await browser.IntrospectAsync(Text(answer, "access_token"));
            Assert.Equal("DPoP", Text(active, "token_type"));
            Assert.Equal(_key.Thumbprint, Text(active.GetProperty("cnf"), "jkt"));
        }
    }

    [Fact]
    public async Task Without_a_proof_a_token_is_a_bearer_token()
    {
        Browser browser = new(host.CreateBrowser());
        JsonElement answer = await browser.PostTokenAsync(ClientForm("ops", IssuerHost.OpsSecret));

        Assert.Equal("Bearer", Text(answer, "token_type"));
        Assert.False((await browser.IntrospectAsync(Text(answer, "access_token"))).TryGetProperty("cnf", out _));
    }

    [Fact]
    public async Task A_bad_proof_is_refused_even_where_none_is_needed()
    {
        Browser browser = new(host.CreateBrowser());

        Assert.Equal("invalid_dpop_proof", Text(await browser.PostTokenAsync(ClientForm("ops", IssuerHost.OpsSecret), "a.b.c"), "error"));
        Assert.Equal("invalid_dpop_proof", Text(await browser.PostTokenAsync(ClientForm("ops", IssuerHost.OpsSecret), $"{Prove()}, {Prove()}"), "error"));
    }

    [Fact]
    public async Task A_client_that_must_send_a_proof_gets_nothing_without()
    {
        Browser browser = new(host.CreateBrowser());

        Assert.Equal("invalid_dpop_proof", Text(await browser.PostTokenAsync(ClientForm("orders-worker", Host.WorkerSecret)), "error"));
        Assert.Equal("DPoP", Text(await browser.PostTokenAsync(ClientForm("orders-worker", Host.WorkerSecret), Prove()), "token_type"));
    }

    [Fact]
    public async Task A_public_clients_refresh_tokens_are_bound_to_the_key_and_another_is_refused_and_counted()
    {
        Browser browser = await LoggedInAsync();
        string refreshToken = Text(await browser.PostTokenAsync(Browser.CodeForm(await browser.AuthorizeAsync()), Prove()), "refresh_token");
        using RecordedMetrics metrics = new(host);
        Dictionary<string, string> named = Browser.RefreshForm(refreshToken);
        named["device_id"] = "jkt:" + _key.Thumbprint;

        JsonElement otherKey = await browser.PostTokenAsync(
            Browser.RefreshForm(refreshToken), new ClientKey().Prove(TokenUrl, host.Time.GetUtcNow()));
        JsonElement noKey = await browser.RefreshAsync(refreshToken);
        JsonElement onlyNamed = await browser.PostTokenAsync(named);
        JsonElement ownKey = await browser.PostTokenAsync(Browser.RefreshForm(refreshToken), Prove());

        Assert.Equal("invalid_grant", Text(otherKey, "error"));
        Assert.Equal("invalid_grant", Text(noKey, "error"));
        Assert.Equal("invalid_request", Text(onlyNamed, "error"));
        Assert.Equal(2, metrics.Count("tokenaspire.issuer.refreshes", ("outcome", "device_mismatch")));
        Assert.Equal("DPoP", Text(ownKey, "token_type"));
    }

    [Fact]
    public async Task A_code_is_bound_to_the_key_that_the_authorization_request_named()
    {
        Browser browser = await LoggedInAsync();
        string code = await browser.AuthorizeAsync("&dpop_jkt=" + _key.Thumbprint);

        Assert.Equal("invalid_grant", Text(await browser.RedeemAsync(code), "error"));
        JsonElement otherKey = await browser.PostTokenAsync(Browser.CodeForm(code), new ClientKey().Prove(TokenUrl, host.Time.GetUtcNow()));
        Assert.Equal("invalid_grant", Text(otherKey, "error"));
        Assert.Equal("DPoP", Text(await browser.PostTokenAsync(Browser.CodeForm(code), Prove()), "token_type"));
    }

    [Fact]
    public async Task A_proof_beside_a_pushed_request_binds_its_code()
    {
        Browser browser = await LoggedInAsync();
        string parameters = new Uri(IssuerHost.Identifier + Browser.AuthorizeUrl()).Query.TrimStart('?');
        using HttpRequestMessage push = new(HttpMethod.Post, "/connect/par")
        {
            Content = new StringContent(parameters, Encoding.ASCII, new MediaTypeHeaderValue("application/x-www-form-urlencoded")),
        };
        push.Headers.Add("DPoP", _key.Prove(IssuerHost.Identifier + "/connect/par", host.Time.GetUtcNow()));
        using HttpResponseMessage pushed = await browser.Http.SendAsync(push, Cancel);
        string requestUri = Text(await pushed.Content.ReadFromJsonAsync<JsonElement>(Cancel), "request_uri");
        using HttpResponseMessage answer = await browser.Http.GetAsync(
            "/connect/authorize?client_id=cli&request_uri=" + Uri.EscapeDataString(requestUri), Cancel);
        string code = QueryHelpers.ParseQuery(answer.Headers.Location!.Query)["code"].ToString();

        Assert.Equal("invalid_grant", Text(await browser.RedeemAsync(code), "error"));
        Assert.Equal("DPoP", Text(await browser.PostTokenAsync(Browser.CodeForm(code), Prove()), "token_type"));
    }

    [Fact]
    public async Task The_named_key_survives_the_login_page()
    {
        using HttpClient http = host.CreateBrowser();
        using HttpResponseMessage login = await http.GetAsync(Browser.AuthorizeUrl() + "&dpop_jkt=" + _key.Thumbprint, Cancel);

        Assert.Contains(_key.Thumbprint, login.Headers.Location!.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_thumbprint_that_is_none_is_told_to_the_client()
    {
        using HttpClient http = host.CreateBrowser();
        using HttpResponseMessage answer = await http.GetAsync(Browser.AuthorizeUrl() + "&dpop_jkt=short", Cancel);

        Assert.StartsWith(Browser.RedirectUri + "?error=invalid_request", answer.Headers.Location!.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Userinfo_takes_a_bound_token_only_as_DPoP_with_a_fresh_proof_of_its_key()
    {
        Browser browser = await LoggedInAsync();
        string token = Text(await browser.PostTokenAsync(Browser.CodeForm(await browser.AuthorizeAsync()), Prove()), "access_token");
        string proof = ProveFor(token);

        using HttpResponseMessage asBearer = await browser.UserInfoAsync(token);
        using HttpResponseMessage good = await UserInfoAsync("DPoP", token, proof);
        using HttpResponseMessage replayed = await UserInfoAsync("DPoP", token, proof);
        using HttpResponseMessage missing = await UserInfoAsync("DPoP", token, proof: null);
        using HttpResponseMessage otherKey = await UserInfoAsync("dpop", token, new ClientKey().Prove(UserInfoUrl, host.Time.GetUtcNow(), "GET", token));
        using HttpResponseMessage otherToken = await UserInfoAsync("DPoP", token, ProveFor("another"));

        Assert.Equal(HttpStatusCode.OK, good.StatusCode);
        AssertRefused(asBearer, "Bearer error=\"invalid_token\"");
        Assert.Contains(asBearer.Headers.WwwAuthenticate, challenge => challenge.Scheme == "DPoP");
        AssertRefused(replayed, "DPoP error=\"invalid_dpop_proof\"");
        AssertRefused(missing, "DPoP error=\"invalid_dpop_proof\"");
        AssertRefused(otherKey, "DPoP error=\"invalid_dpop_proof\"");
        AssertRefused(otherToken, "DPoP error=\"invalid_dpop_proof\"");
    }

    [Fact]
    public async Task A_bearer_token_does_not_pass_as_DPoP()
    {
        Browser browser = await LoggedInAsync();
        string token = Text(await browser.RedeemAsync(await browser.AuthorizeAsync()), "access_token");

        using HttpResponseMessage answer = await UserInfoAsync("DPoP", token, ProveFor(token));

        AssertRefused(answer, "DPoP error=\"invalid_token\"");
    }

    private static void AssertRefused(HttpResponseMessage response, string challenge)
    {
        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Contains(challenge, string.Join("; ", response.Headers.WwwAuthenticate), StringComparison.Ordinal);
    }

    private static Dictionary<string, string> ClientForm(string clientId, string secret) => new(StringComparer.Ordinal)
    {
        ["grant_type"] = "client_credentials",
        ["client_id"] = clientId,
        ["client_secret"] = secret,
    };

    private static string Text(JsonElement json, string member) => json.GetProperty(member).GetString()!;

    private string Prove() => _key.Prove(TokenUrl, host.Time.GetUtcNow());

    private string ProveFor(string token) => _key.Prove(UserInfoUrl, host.Time.GetUtcNow(), "GET", token);

    private async Task<HttpResponseMessage> UserInfoAsync(string scheme, string token, string? proof)
    {
        using HttpClient http = host.CreateBrowser();
        using HttpRequestMessage request = new(HttpMethod.Get, "/connect/userinfo");
        request.Headers.Authorization = new AuthenticationHeaderValue(scheme, token);
        if (proof is not null)
        {
            request.Headers.Add("DPoP", proof);
        }

        return await http.SendAsync(request, Cancel);
    }

    private async Task<Browser> LoggedInAsync()
    {
        Browser browser = new(host.CreateBrowser());
        (await browser.LogInAsync("alice", IssuerHost.DevelopmentPassword)).Dispose();
        return browser;
    }

    /// <summary>An issuer whose client orders-worker (the third) must send proofs.</summary>
    public sealed class Host : IssuerHost
    {
        public const string WorkerSecret = "orders-secret-of-the-tests";

        public Host(Stores stores)
            : base(stores) => Settings["Registrations:Clients:2:RequireDpop"] = "true";
    }
}
