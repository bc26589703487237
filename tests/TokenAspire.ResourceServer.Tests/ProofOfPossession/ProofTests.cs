using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;

namespace TokenAspire.ResourceServer.Tests;

/// <summary>RFC 9449 section 4.3 and section 7, from the side of the resource server.</summary>
public sealed class ProofTests(ForgeryTarget target, RevocationStore store) : IClassFixture<ForgeryTarget>
{
    private const string Algorithms = "algs=\"ES256 RS256 PS256\"";

    private readonly TestProofKey _key = new();

    public static TheoryData<string> Forgeries => [.. ForgedProofs.All.Keys];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private string Url => target.Resource.UrlOf("/orders");

    // Nobody there looks for the proof.
    [Fact]
    public async Task A_bound_token_opens_nothing_where_an_application_has_events_of_its_own()
    {
        await using TestIssuer issuer = await TestIssuer.StartAsync();
        await using ComparedApplication application = await ComparedApplication.StartAsync(
            Way.Ordinary, issuer, store, ComparedConfigurations.All["events of its own"].Configure);

        Assert.Equal(HttpStatusCode.OK, await application.GetAsync("/any", issuer.CreateToken()));
        Assert.Equal(HttpStatusCode.Unauthorized, await application.GetAsync("/any", issuer.CreateToken(payload => payload["cnf"] = new JsonObject { ["jkt"] = "abc" })));
        Assert.Equal(1, application.Measurements.Refusals("proof_missing"));
    }

    [Theory]
    [InlineData("ES256")]
    [InlineData("RS256")]
    [InlineData("PS256")]
    public async Task A_bound_token_with_its_proof_is_accepted(string algorithm)
    {
        TestProofKey key = new(algorithm);
        string token = key.CreateToken(target.Issuer);

        Answer answer = await target.Resource.GetAsync("/orders?page=2", "DPoP", token, key.CreateProof(token, Url));

        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.Contains("\"name\":\"alice\"", answer.Body, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Forgeries))]
    public async Task A_proof_that_does_not_hold_is_refused(string forgery)
    {
        string token = _key.CreateToken(target.Issuer);

        Answer answer = await target.Resource.GetAsync("/orders", "DPoP", token, ForgedProofs.All[forgery](_key, token, Url));

        Assert.Equal((HttpStatusCode.Unauthorized, "proof_invalid"), (answer.Status, answer.Reason));
        Assert.Equal($"DPoP error=\"invalid_dpop_proof\", error_description=\"The token was refused: proof_invalid\", {Algorithms}", answer.Challenge);
        Assert.DoesNotContain(token, answer.Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://127.0.0.1:{0}/orders?and=a#fragment")]
    [InlineData("HTTP://127.0.0.1:{0}/orders")]
    [InlineData("http://127.0.0.1:{0}/x/../%6Frders")]
    public async Task Another_spelling_of_the_same_url_is_the_same(string spelling)
    {
        string token = _key.CreateToken(target.Issuer);
        string uri = string.Format(null, spelling, target.Resource.Client.BaseAddress!.Port);

        Assert.Equal(HttpStatusCode.OK, (await target.Resource.GetAsync("/orders", "DPoP", token, _key.CreateProof(token, uri))).Status);
    }

    // Whoever replays a proof that was made for another server names that server as the host of the request.
    [Fact]
    public async Task The_host_of_the_request_is_not_believed()
    {
        string token = _key.CreateToken(target.Issuer);
        using HttpRequestMessage request = new(HttpMethod.Get, "/orders") { Headers = { Host = "evil.example" } };
        request.Headers.TryAddWithoutValidation("Authorization", $"DPoP {token}");
        request.Headers.TryAddWithoutValidation("X-Forwarded-Host", "evil.example");
        request.Headers.TryAddWithoutValidation("DPoP", _key.CreateProof(token, "http://evil.example/orders"));

        Assert.Equal("proof_invalid", (await target.Resource.AskAsync(request)).Reason);
    }

    [Fact]
    public async Task A_bound_token_is_worth_nothing_as_a_bearer_token()
    {
        string token = _key.CreateToken(target.Issuer);

        Answer bare = await target.Resource.GetAsync("/orders", "Bearer", token);
        Answer proven = await target.Resource.GetAsync("/orders", "Bearer", token, _key.CreateProof(token, Url));

        Assert.All([bare, proven], answer =>
        {
            Assert.Equal((HttpStatusCode.Unauthorized, "proof_missing"), (answer.Status, answer.Reason));
            Assert.Equal($"Bearer error=\"invalid_token\", error_description=\"The token was refused: proof_missing\", DPoP {Algorithms}", answer.Challenge);
        });
    }

    [Fact]
    public async Task A_bound_token_takes_exactly_one_proof()
    {
        string token = _key.CreateToken(target.Issuer);

        Answer none = await target.Resource.GetAsync("/orders", "DPoP", token);
        Answer empty = await target.Resource.GetAsync("/orders", "DPoP", token, "");
        string two = await SendTwoProofsAsync(token);

        Assert.All([none, empty], answer => Assert.Equal("proof_missing", answer.Reason));
        Assert.StartsWith("DPoP error=\"invalid_dpop_proof\"", none.Challenge, StringComparison.Ordinal);
        Assert.Contains("\"reason\":\"proof_invalid\"", two, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unbound_token_is_a_bearer_token_and_nothing_else()
    {
        string token = target.Issuer.CreateToken();
        string proof = _key.CreateProof(token, Url);

        Assert.Equal(HttpStatusCode.OK, (await target.Resource.GetAsync("/orders", "Bearer", token, proof)).Status);
        Assert.Equal(HttpStatusCode.OK, (await target.Resource.GetAsync("/orders", "Bearer", token, "nonsense", "twice")).Status);
        Assert.Equal("proof_invalid", (await target.Resource.GetAsync("/orders", "DPoP", token, proof)).Reason);
    }

    public static TheoryData<string> Bindings =>
    [
        "null", "true", "\"{0}\"", "{}", "[]", "{\"jkt\":null}", "{\"jkt\":{\"jkt\":\"{0}\"}}", "{\"JKT\":\"{0}\"}", "{\"x5t#S256\":\"{0}\"}",
        "{\"jkt\":\"{0}\",\"x5t#S256\":\"{0}\"}", "[{\"jkt\":\"{0}\"},{\"jkt\":\"{0}\"}]", "{\"jkt\":\"{0}x\"}",
    ];

    [Theory]
    [MemberData(nameof(Bindings))]
    public async Task A_token_bound_in_a_way_that_cannot_be_shown_opens_nothing(string binding)
    {
        JsonNode? confirmation = JsonNode.Parse(binding.Replace("{0}", _key.Thumbprint, StringComparison.Ordinal));
        string token = target.Issuer.CreateToken(payload => payload["cnf"] = confirmation);

        Assert.Equal("proof_missing", (await target.Resource.GetAsync("/orders", "Bearer", token)).Reason);
        Assert.Equal("proof_invalid", (await target.Resource.GetAsync("/orders", "DPoP", token, _key.CreateProof(token, Url))).Reason);
    }

    [Fact]
    public async Task What_else_is_wrong_with_a_bound_token_is_told_in_its_own_scheme()
    {
        string token = _key.CreateToken(target.Issuer, payload => payload["exp"] = 1);
        string unscoped = _key.CreateToken(target.Issuer, payload => payload["scope"] = "nothing");

        Answer expired = await target.Resource.GetAsync("/orders", "DPoP", token, _key.CreateProof(token, Url));
        Answer forbidden = await target.Resource.GetAsync("/orders", "DPoP", unscoped, _key.CreateProof(unscoped, Url));

        Assert.Equal("expired", expired.Reason);
        Assert.Equal($"DPoP error=\"invalid_token\", error_description=\"The token was refused: expired\", {Algorithms}", expired.Challenge);
        Assert.Equal(HttpStatusCode.Forbidden, forbidden.Status);
        Assert.Equal($"DPoP error=\"insufficient_scope\", scope=\"orders:read\", {Algorithms}", forbidden.Challenge);
    }

    [Fact]
    public async Task A_bound_token_is_forwarded_with_its_proof_byte_for_byte()
    {
        string token = _key.CreateToken(target.Issuer);
        string proof = _key.CreateProof(token, target.Resource.UrlOf("/relay-proof"));
        string unbound = target.Issuer.CreateToken();

        Assert.Equal($"DPoP {token} {proof}", (await target.Resource.GetAsync("/relay-proof", "dpop", token, proof)).Body);
        Assert.Equal($"Bearer {unbound} ", (await target.Resource.GetAsync("/relay-proof", "Bearer", unbound, proof)).Body);
        Assert.Equal(" ", (await target.Resource.GetAsync("/relay-proof", "DPoP", token, proof)).Body);
    }

    // The proof was made for the edge, where method, URL and replay were checked. The key's holder is still asked for.
    [Fact]
    public async Task Behind_the_edge_the_forwarded_proof_still_has_to_be_of_the_tokens_key()
    {
        await using TestResource behind = await TestResource.StartReadyAsync(target.Issuer, store, options =>
        {
            options.ProofOfPossession.CheckedAtEdge = true;
            options.ProofOfPossession.PublicUrls.Add("https://api.example.com/shop/");
        });
        string token = _key.CreateToken(target.Issuer);
        string Proof(string uri = "https://api.example.com/shop/orders/7", Action<JsonObject>? claims = null) => _key.CreateProof(token, uri, "POST", claims);
        string proof = Proof();

        Assert.Equal(HttpStatusCode.OK, (await behind.GetAsync("/orders", "DPoP", token, proof)).Status);
        Assert.Equal(HttpStatusCode.OK, (await behind.GetAsync("/refunds", "DPoP", token, proof)).Status);
        Assert.Equal("proof_missing", (await behind.GetAsync("/orders", "Bearer", token, proof)).Reason);
        Assert.Equal("proof_missing", (await behind.GetAsync("/orders", "DPoP", token)).Reason);
        string[] refused =
        [
            Proof("https://api.example.com/shopping"), Proof("https://evil.example/shop/orders"),
            Proof(claims: claims => claims["ath"] = TestProofKey.Hash("another")), Proof(claims: claims => claims["iat"] = 1),
            new TestProofKey().CreateProof(token, "https://api.example.com/shop/orders"),
        ];
        foreach (string forged in refused)
        {
            Assert.Equal("proof_invalid", (await behind.GetAsync("/orders", "DPoP", token, forged)).Reason);
        }
    }

    [Fact]
    public async Task A_service_with_a_public_url_takes_proofs_for_that_and_no_other()
    {
        await using TestResource resource = await TestResource.StartReadyAsync(
            target.Issuer, store, options => options.ProofOfPossession.PublicUrls.Add("https://API.example.com:443/shop?x"));
        string token = _key.CreateToken(target.Issuer);

        Assert.Equal(HttpStatusCode.OK, (await resource.GetAsync("/orders", "DPoP", token, _key.CreateProof(token, "https://api.example.com/shop/orders"))).Status);
        Assert.Equal("proof_invalid", (await resource.GetAsync("/orders", "DPoP", token, _key.CreateProof(token, resource.UrlOf("/orders")))).Reason);
        Assert.Equal("proof_invalid", (await resource.GetAsync("/orders", "DPoP", token, _key.CreateProof(token, "https://api.example.com/orders"))).Reason);
    }

    private async Task<string> SendTwoProofsAsync(string token)
    {
        Uri address = target.Resource.Client.BaseAddress!;
        using TcpClient connection = new();
        await connection.ConnectAsync(address.Host, address.Port, Ct);
        string request = $"GET /orders HTTP/1.1\r\nHost: {address.Authority}\r\nAuthorization: DPoP {token}\r\nDPoP: {_key.CreateProof(token, Url)}\r\nDPoP: {_key.CreateProof(token, Url)}\r\nConnection: close\r\n\r\n";
        await connection.GetStream().WriteAsync(Encoding.ASCII.GetBytes(request), Ct);
        using StreamReader reader = new(connection.GetStream());
        return await reader.ReadToEndAsync(Ct);
    }
}
