using System.Net;
using System.Text.Json;
using TokenAspire.Issuer.Conformance.Server;

namespace TokenAspire.Issuer.Conformance.Endpoints;

/// <summary>Demonstrating proof of possession (RFC 9449).</summary>
public abstract class DPoPTests(IServerUnderTest server) : Clauses(server)
{
    private readonly TestKey _key = new("proof");

    /// <summary>What can be wrong with a proof (RFC 9449 4.3), by name.</summary>
    public static TheoryData<string> Defects => [.. Breaks.Keys];

    private static Dictionary<string, Action<Proof, TestKey>> Breaks { get; } = new(StringComparer.Ordinal)
    {
        ["4.3 (3): no jti"] = (proof, _) => proof.Claims["jti"] = null,
        ["4.3 (3): no htm"] = (proof, _) => proof.Claims["htm"] = null,
        ["4.3 (3): no htu"] = (proof, _) => proof.Claims["htu"] = null,
        ["4.3 (3): no iat"] = (proof, _) => proof.Claims["iat"] = null,
        ["4.3 (3): iat is text"] = (proof, _) => proof.Claims["iat"] = "now",
        ["4.3 (3): jti is empty"] = (proof, _) => proof.Claims["jti"] = "",
        ["4.3 (4): no typ"] = (proof, _) => proof.Header["typ"] = null,
        ["4.3 (4): another typ"] = (proof, _) => proof.Header["typ"] = "JWT",
        ["4.3 (5): alg none"] = (proof, _) => proof.Header["alg"] = "none",
        ["4.3 (5): symmetric alg"] = (proof, _) => proof.Header["alg"] = "HS256",
        ["4.3 (5): alg of another kind of key"] = (proof, _) => proof.Header["alg"] = "RS256",
        ["4.3 (6): signed by another key"] = (proof, _) => proof.Header["jwk"] = new TestKey("another").PublicJwk,
        ["4.3 (6): no jwk"] = (proof, _) => proof.Header["jwk"] = null,
        ["4.3 (7): a private key in the header"] = (proof, key) => proof.Header["jwk"] = key.PrivateJwk,
        ["4.3 (8): another method"] = (proof, _) => proof.Claims["htm"] = "GET",
        ["4.3 (8): the method in lower case"] = (proof, _) => proof.Claims["htm"] = "post",
        ["4.3 (9): another path"] = (proof, _) => proof.Claims["htu"] = proof.Claims["htu"] + "/other",
        ["4.3 (9): another host"] = (proof, _) => proof.Claims["htu"] = "https://evil.example/connect/token",
        ["4.3 (9): no absolute address"] = (proof, _) => proof.Claims["htu"] = "/connect/token",
        ["4.3 (11): too old"] = (proof, _) => proof.Claims["iat"] = (long)proof.Claims["iat"]! - 600,
        ["4.3 (11): from the future"] = (proof, _) => proof.Claims["iat"] = (long)proof.Claims["iat"]! + 600,
        ["RFC 7515 4.1.11: crit"] = (proof, _) => proof.Header["crit"] = new[] { "exp" },
    };

    // RFC 9449 4.3 and 5.
    [Theory]
    [MemberData(nameof(Defects))]
    public async Task A_proof_with_a_defect_gets_no_token(string defect)
    {
        Proof proof = NewProof();
        Breaks[defect](proof, _key);

        (await AskAsync(proof.ToString())).AssertError("invalid_dpop_proof");
    }

    // RFC 9449 4.3 (2).
    [Theory]
    [InlineData("x")]
    [InlineData("a.b.c")]
    [InlineData("eyJhbGciOiJFUzI1NiJ9.e30.")]
    [InlineData("....")]
    public async Task What_is_no_jwt_is_no_proof(string proof) => (await AskAsync(proof)).AssertError("invalid_dpop_proof");

    // RFC 9449 4.3 (1).
    [Fact]
    public async Task Two_proofs_are_none()
    {
        string headers = $"DPoP: {NewProof()}\r\nDPoP: {NewProof()}\r\n";
        string body = $"grant_type=client_credentials&client_id={Registered.Worker.ClientId}&client_secret={Uri.EscapeDataString(Registered.Worker.Secret!)}";

        (HttpStatusCode status, string text) = await RawRequest.SendAsync(Server.Issuer, RawRequest.Form("/connect/token", headers, body));

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Contains("invalid_dpop_proof", text, StringComparison.Ordinal);
    }

    // RFC 9449 4.3 (9): without query and fragment, after the normalisation of RFC 3986 6.2.2 and 6.2.3.
    [Fact]
    public async Task The_query_of_htu_does_not_count()
    {
        Proof proof = NewProof();
        proof.Claims["htu"] = Token.AbsoluteUri + "?a=b#c";

        (await AskAsync(proof.ToString())).AssertSuccess();
    }

    // RFC 9449 5 and 6.1.
    [Fact]
    public async Task A_proven_key_is_in_the_token_and_the_token_is_of_type_DPoP()
    {
        Answer answer = (await AskAsync(NewProof().ToString())).AssertSuccess();

        Assert.Equal("DPoP", answer["token_type"]);
        Assert.Equal(_key.Thumbprint, new Jwt(answer["access_token"]!).Payload.GetProperty("cnf").GetProperty("jkt").GetString());
    }

    // RFC 9449 11.1.
    [Fact]
    public async Task A_proof_is_good_once()
    {
        string proof = NewProof().ToString();
        (await AskAsync(proof)).AssertSuccess();

        (await AskAsync(proof)).AssertError("invalid_dpop_proof");
    }

    // RFC 9449 7.1 and 7.2: a bound token as a bearer token would be bound to nothing.
    [Fact]
    public async Task A_bound_token_presented_as_a_bearer_token_is_refused()
    {
        string token = (await BoundTokensAsync())["access_token"]!;

        Answer bearer = await GetAsync(UserInfo, token);
        Answer withoutProof = await GetAsync(UserInfo, token, "DPoP");
        Answer bound = await UserInfoAsync(token, NewProof(HttpMethod.Get, UserInfo).For(token));

        Assert.Equal(HttpStatusCode.Unauthorized, bearer.Status);
        Assert.Equal(HttpStatusCode.Unauthorized, withoutProof.Status);
        bound.AssertSuccess();
    }

    // RFC 9449 4.3 (12) and 7.1: the proof is for this token, and of the key that it is bound to.
    [Fact]
    public async Task A_proof_for_another_token_or_of_another_key_opens_nothing()
    {
        string token = (await BoundTokensAsync())["access_token"]!;

        Answer[] refused =
        [
            await UserInfoAsync(token, NewProof(HttpMethod.Get, UserInfo)),
            await UserInfoAsync(token, NewProof(HttpMethod.Get, UserInfo).For("another")),
            await UserInfoAsync(token, new Proof(new TestKey("thief"), HttpMethod.Get, UserInfo, Server.Now).For(token)),
            await UserInfoAsync(token, NewProof(HttpMethod.Post, UserInfo).For(token)),
        ];

        Assert.All(refused, answer =>
        {
            Assert.Equal(HttpStatusCode.Unauthorized, answer.Status);
            Assert.Contains("DPoP ", answer.Headers.WwwAuthenticate.ToString(), StringComparison.Ordinal);
        });
    }

    // RFC 9449 5: refresh tokens of public clients are bound.
    [Fact]
    public async Task A_public_clients_refresh_token_is_bound_to_its_key()
    {
        string refreshToken = (await BoundTokensAsync())["refresh_token"]!;

        Answer withoutProof = await RefreshAsync(Registered.Native, refreshToken);
        Answer byAnother = await RefreshAsync(refreshToken, new Proof(new TestKey("thief"), HttpMethod.Post, Token, Server.Now));
        Answer byItsKey = await RefreshAsync(refreshToken, NewProof());

        Assert.Equal(HttpStatusCode.BadRequest, withoutProof.Status);
        Assert.Equal(HttpStatusCode.BadRequest, byAnother.Status);
        Assert.Equal("DPoP", byItsKey.AssertSuccess()["token_type"]);
        Assert.Equal(_key.Thumbprint, new Jwt(byItsKey["access_token"]!).Payload.GetProperty("cnf").GetProperty("jkt").GetString());
    }

    // RFC 9449 5.1.
    [Fact]
    public async Task The_algorithms_of_proofs_are_listed()
    {
        string[] algorithms = (await GetAsync(At("/.well-known/openid-configuration"))).Json.GetProperty("dpop_signing_alg_values_supported").Deserialize<string[]>()!;

        Assert.Contains("ES256", algorithms);
        Assert.DoesNotContain(algorithms, algorithm => algorithm == "none" || algorithm.StartsWith("HS", StringComparison.Ordinal));
    }

    // RFC 9449 11.1: atomically, wherever it is shown.
    [Fact]
    public async Task Of_fifty_uses_of_one_proof_over_all_replicas_one_succeeds()
    {
        string proof = NewProof().ToString();

        Answer[] answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(turn => Task.Run(() => AskAsync(proof, turn), Cancel)));

        Answer success = Assert.Single(answers, answer => answer.Status is HttpStatusCode.OK);
        Assert.All(answers.Where(answer => answer != success), answer => answer.AssertError("invalid_dpop_proof"));
    }

    private Proof NewProof() => NewProof(HttpMethod.Post, Token);

    private Proof NewProof(HttpMethod method, Uri target) => new(_key, method, target, Server.Now);

    private Task<Answer> AskAsync(string proof, int turn = 0) =>
        PostAsync(At("/connect/token", turn), Registered.Worker, proof, ("grant_type", "client_credentials"));

    private Task<Answer> RefreshAsync(string refreshToken, Proof proof) =>
        PostAsync(Token, Registered.Native, proof.ToString(), ("grant_type", "refresh_token"), ("refresh_token", refreshToken));

    private async Task<Answer> BoundTokensAsync()
    {
        using Browser browser = await LogInAsync();
        (string code, AuthorizationRequest request) = await CodeAsync(browser, Registered.Native);
        return (await PostAsync(Token, Registered.Native, NewProof().ToString(), [.. request.Redemption(code).Select(pair => (pair.Key, pair.Value))])).AssertSuccess();
    }

    private static Task<Answer> UserInfoAsync(string token, Proof proof)
    {
        HttpRequestMessage request = new(HttpMethod.Get, new Uri((string)proof.Claims["htu"]!));
        request.Headers.TryAddWithoutValidation("Authorization", $"DPoP {token}");
        request.Headers.TryAddWithoutValidation("DPoP", proof.ToString());
        return SendAsync(request);
    }

    private static Task<Answer> PostAsync(Uri address, TestClient client, string proof, params (string Name, string? Value)[] parameters)
    {
        HttpRequestMessage request = new(HttpMethod.Post, address)
        {
            Content = new FormUrlEncodedContent(parameters.Append(("client_id", client.ClientId)).Append(("client_secret", client.Secret))
                .Where(parameter => parameter.Item2 is not null).Select(parameter => KeyValuePair.Create(parameter.Item1, parameter.Item2))),
        };
        request.Headers.TryAddWithoutValidation("DPoP", proof);
        return SendAsync(request);
    }
}
