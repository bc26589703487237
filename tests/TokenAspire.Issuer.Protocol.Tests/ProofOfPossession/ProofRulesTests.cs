using System.Text.Json.Nodes;
using Microsoft.Extensions.Options;
using TokenAspire.Issuer.Contracts;
using TokenAspire.Issuer.Contracts.Keys;
using TokenAspire.Issuer.Protocol.Jwt;
using TokenAspire.Issuer.Protocol.ProofOfPossession;
using TokenAspire.Issuer.Protocol.Tests.Hosting;
using TokenAspire.Issuer.Tests.Support;

namespace TokenAspire.Issuer.Protocol.Tests.ProofOfPossession;

/// <summary>The checklist of RFC 9449 4.3, line by line; that a proof is good once needs a store and is tested with one.</summary>
public sealed class ProofRulesTests
{
    private const string Url = ProtocolServer.Issuer + "/connect/token";

    private static readonly DateTimeOffset Now = TimeProvider.System.GetUtcNow();
    private static readonly ProofTarget Target = new("POST", "/connect/token");

    private readonly ClientKey _key = new();
    private readonly ProofRules _rules = new(
        new IssuerIdentity(ProtocolServer.Issuer), Options.Create(new ProtocolEngineOptions()), TimeProvider.System);

    [Theory]
    [InlineData("ES256")]
    [InlineData("RS256")]
    [InlineData("PS256")]
    public void A_proof_shows_the_thumbprint_of_its_key(string algorithm)
    {
        ClientKey key = new(algorithm);

        Assert.Null(Broken(key.Prove(Url, Now), out PublicJwk? shown));
        Assert.Equal(key.Thumbprint, shown!.Thumbprint);
    }

    [Theory]
    [InlineData("jti")]
    [InlineData("htm")]
    [InlineData("htu")]
    [InlineData("iat")]
    public void Every_required_claim_is_there_and_of_its_type(string claim)
    {
        AssertBroken(_key.Prove(Url, Now, claims: claims => claims.Remove(claim)));
        AssertBroken(_key.Prove(Url, Now, claims: claims => claims[claim] = new JsonObject()));
        AssertBroken(_key.Prove(Url, Now, claims: claims => claims[claim] = null));
    }

    [Theory]
    [InlineData("JWT")]
    [InlineData("at+jwt")]
    [InlineData("")]
    public void Its_typ_is_dpop_jwt(string type)
    {
        AssertBroken(_key.Prove(Url, Now, header: header => header["typ"] = type));
        AssertBroken(_key.Prove(Url, Now, header: header => header.Remove("typ")));
    }

    [Theory]
    [InlineData("none")]
    [InlineData("HS256")]
    [InlineData("RS256")]
    [InlineData("ES384")]
    public void Its_algorithm_is_asymmetric_and_its_keys_own(string algorithm) =>
        AssertBroken(_key.Prove(Url, Now, header: header => header["alg"] = algorithm));

    [Fact]
    public void It_is_signed_by_its_own_key() =>
        AssertBroken(_key.Prove(Url, Now, header: header => header["jwk"] = new ClientKey().ToJwk()));

    [Fact]
    public void Its_key_is_public()
    {
        AssertBroken(_key.Prove(Url, Now, header: header => header["jwk"] = _key.ToJwk(withPrivate: true)));
        AssertBroken(_key.Prove(Url, Now, header: header => header["jwk"]!["d"] = 1));
    }

    [Fact]
    public void Its_key_is_there_and_of_an_allowed_kind()
    {
        AssertBroken(_key.Prove(Url, Now, header: header => header.Remove("jwk")));
        AssertBroken(_key.Prove(Url, Now, header: header => header["jwk"] = "key"));
        AssertBroken(_key.Prove(Url, Now, header: header => header["jwk"] = new JsonObject { ["kty"] = "oct", ["k"] = "AQ" }));
        AssertBroken(_key.Prove(Url, Now, header: header => header["jwk"]!["x"] = "AQ"));
        AssertBroken(_key.Prove(Url, Now, header: header => header["jwk"]!["crv"] = "P-384"));
    }

    [Fact]
    public void Critical_extensions_are_refused() =>
        AssertBroken(_key.Prove(Url, Now, header: header => header["crit"] = new JsonArray()));

    [Theory]
    [InlineData("GET")]
    [InlineData("post")]
    public void Its_method_is_the_requests(string method) => AssertBroken(_key.Prove(Url, Now, method));

    [Theory]
    [InlineData("https://issuer.example/connect/token?query#fragment")]
    [InlineData("https://ISSUER.example:443/connect/token")]
    [InlineData("https://issuer.example/connect/./t%6Fken")]
    public void Query_fragment_and_spelling_of_the_URL_do_not_count(string url) => Assert.Null(Broken(_key.Prove(url, Now), out _));

    [Theory]
    [InlineData("https://issuer.example/connect/userinfo")]
    [InlineData("https://issuer.example/connect/token/")]
    [InlineData("http://issuer.example/connect/token")]
    [InlineData("https://issuer.example:444/connect/token")]
    [InlineData("https://other.example/connect/token")]
    [InlineData("https://user@issuer.example/connect/token")]
    [InlineData("https://issuer.example\\connect\\token")]
    [InlineData("/connect/token")]
    [InlineData("")]
    public void Its_URL_is_the_requests(string url) => AssertBroken(_key.Prove(url, Now));

    [Theory]
    [InlineData(-61)]
    [InlineData(60)]
    public void It_was_made_just_now(int seconds) => AssertBroken(_key.Prove(Url, Now.AddSeconds(seconds)));

    [Theory]
    [InlineData(-40)]
    [InlineData(20)]
    public void Clocks_may_differ_a_little(int seconds) => Assert.Null(Broken(_key.Prove(Url, Now.AddSeconds(seconds)), out _));

    [Fact]
    public void Beside_an_access_token_it_has_that_tokens_hash()
    {
        ProofTarget withToken = Target with { AccessToken = "token" };

        Assert.Null(Broken(_key.Prove(Url, Now, accessToken: "token"), out _, withToken));
        Assert.NotNull(Broken(_key.Prove(Url, Now, accessToken: "other"), out _, withToken));
        Assert.NotNull(Broken(_key.Prove(Url, Now), out _, withToken));
    }

    [Fact]
    public void A_client_assertion_is_no_proof() => AssertBroken(_key.Assert("worker", ProtocolServer.Issuer, Now));

    private void AssertBroken(string proof) => Assert.NotNull(Broken(proof, out _));

    private string? Broken(string text, out PublicJwk? key, ProofTarget? target = null)
    {
        PresentedJwt? proof = PresentedJwt.TryRead(text);
        Assert.NotNull(proof);
        return _rules.FirstBroken(proof, target ?? Target, out key);
    }
}
