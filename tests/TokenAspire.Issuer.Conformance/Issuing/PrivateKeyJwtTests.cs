using System.Net;
using TokenAspire.Issuer.Conformance.Server;

namespace TokenAspire.Issuer.Conformance.Issuing;

/// <summary>Client authentication by a signed assertion (RFC 7523 2.2 and 3, OIDC Core 9).</summary>
public abstract class PrivateKeyJwtTests(IServerUnderTest server) : Clauses(server)
{
    private const string AssertionType = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

    /// <summary>What can be wrong with an assertion, by name.</summary>
    public static TheoryData<string> Defects => [.. Breaks.Keys];

    private static Dictionary<string, Action<Dictionary<string, object?>, Dictionary<string, object?>>> Breaks { get; } = new(StringComparer.Ordinal)
    {
        ["RFC 7523 3 (1): no iss"] = (_, claims) => claims["iss"] = null,
        ["RFC 7523 3 (1): another iss"] = (_, claims) => claims["iss"] = Registered.Worker.ClientId,
        ["RFC 7523 3 (2): no sub"] = (_, claims) => claims["sub"] = null,
        ["RFC 7523 3 (2): another sub"] = (_, claims) => claims["sub"] = Registered.Worker.ClientId,
        ["RFC 7523 3 (3): no aud"] = (_, claims) => claims["aud"] = null,
        ["RFC 7523 3 (3): another aud"] = (_, claims) => claims["aud"] = "https://other.example",
        ["RFC 7523 3 (4): no exp"] = (_, claims) => claims["exp"] = null,
        ["RFC 7523 3 (4): expired"] = (_, claims) => claims["exp"] = (long)claims["exp"]! - 600,
        ["RFC 7523 3 (4): good for ever"] = (_, claims) => claims["exp"] = (long)claims["exp"]! + 1_000_000_000,
        ["RFC 7523 3 (5): not yet"] = (_, claims) => claims["nbf"] = (long)claims["exp"]! + 600,
        ["OIDC Core 9: no jti"] = (_, claims) => claims["jti"] = null,
        ["RFC 7523 3 (9): alg none"] = (header, _) => header["alg"] = "none",
        ["RFC 7523 3 (9): alg of another kind of key"] = (header, _) => header["alg"] = "RS256",
        ["RFC 7523 3 (9): an unknown key"] = (header, _) => header["kid"] = "unknown",
        ["RFC 7515 4.1.11: crit"] = (header, _) => header["crit"] = new[] { "exp" },
        ["RFC 8725 3.11: an access token"] = (header, _) => header["typ"] = "at+jwt",
        ["RFC 8725 3.11: a proof"] = (header, _) => header["typ"] = "dpop+jwt",
    };

    private static Dictionary<string, object?> Header => new(StringComparer.Ordinal) { ["typ"] = "JWT", ["alg"] = "ES256", ["kid"] = "signer" };

    private Dictionary<string, object?> Claims => new(StringComparer.Ordinal)
    {
        ["iss"] = Registered.Signer.ClientId,
        ["sub"] = Registered.Signer.ClientId,
        ["aud"] = Server.Issuer.GetLeftPart(UriPartial.Authority),
        ["jti"] = Guid.NewGuid().ToString(),
        ["iat"] = Server.Now.ToUnixTimeSeconds(),
        ["exp"] = Server.Now.AddSeconds(60).ToUnixTimeSeconds(),
    };

    // RFC 7523 3 (3): the issuer or its token endpoint.
    [Fact]
    public async Task A_signed_assertion_authenticates_its_client()
    {
        Dictionary<string, object?> forEndpoint = Claims;
        forEndpoint["aud"] = Token.AbsoluteUri;

        Answer answer = (await AskAsync(Registered.Signer.Key!.Sign(Header, Claims))).AssertSuccess();
        (await AskAsync(Registered.Signer.Key.Sign(Header, forEndpoint))).AssertSuccess();

        Assert.Equal(Registered.Signer.ClientId, new Jwt(answer["access_token"]!)["sub"]);
    }

    // RFC 7523 3 and 3.2.
    [Theory]
    [MemberData(nameof(Defects))]
    public async Task An_assertion_with_a_defect_is_an_invalid_client(string defect)
    {
        Dictionary<string, object?> header = Header;
        Dictionary<string, object?> claims = Claims;
        Breaks[defect](header, claims);

        (await AskAsync(Registered.Signer.Key!.Sign(header, claims))).AssertError(HttpStatusCode.Unauthorized, "invalid_client");
    }

    // RFC 7523 3 (9).
    [Fact]
    public async Task An_assertion_of_another_key_is_an_invalid_client() =>
        (await AskAsync(new TestKey("signer").Sign(Header, Claims))).AssertError(HttpStatusCode.Unauthorized, "invalid_client");

    // RFC 7521 4.2.
    [Theory]
    [InlineData(null)]
    [InlineData("urn:ietf:params:oauth:client-assertion-type:saml2-bearer")]
    public async Task The_type_of_an_assertion_is_named(string? type)
    {
        Answer answer = await PostAsync(Token,
            [new("grant_type", "client_credentials"), new("client_assertion", Registered.Signer.Key!.Sign(Header, Claims)), new("client_assertion_type", type)]);

        Assert.Contains(answer["error"], (string[])["invalid_request", "invalid_client"]);
    }

    // OIDC Core 9: the client that its key proves has no other way in.
    [Fact]
    public async Task A_client_with_a_key_is_not_proven_by_its_name() =>
        (await PostAsync(Token, [new("grant_type", "client_credentials"), new("client_id", Registered.Signer.ClientId)]))
            .AssertError(HttpStatusCode.Unauthorized, "invalid_client");

    // RFC 7523 3 (7): once, atomically, wherever it is shown.
    [Fact]
    public async Task Of_fifty_uses_of_one_assertion_over_all_replicas_one_succeeds()
    {
        string assertion = Registered.Signer.Key!.Sign(Header, Claims);

        Answer[] answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(turn => Task.Run(() => AskAsync(assertion, turn), Cancel)));

        Assert.Single(answers, answer => answer.Status is HttpStatusCode.OK);
    }

    // Each from an address of its own: what fails is counted per address.
    private async Task<Answer> AskAsync(string assertion, int turn = 0)
    {
        using HttpClient http = new(new SocketsHttpHandler { ConnectCallback = LocalAddress.ConnectFrom(LocalAddress.Take()) });
        using FormUrlEncodedContent form = new(
            [new("grant_type", "client_credentials"), new("client_assertion", assertion), new("client_assertion_type", AssertionType)]);
        return await Answer.OfAsync(await http.PostAsync(At("/connect/token", turn), form, Cancel));
    }
}
