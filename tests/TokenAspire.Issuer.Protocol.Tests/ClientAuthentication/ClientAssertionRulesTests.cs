using System.Text.Json.Nodes;
using TokenAspire.Issuer.Contracts;
using TokenAspire.Issuer.Contracts.Keys;
using TokenAspire.Issuer.Contracts.Registrations;
using TokenAspire.Issuer.Protocol.ClientAuthentication.PrivateKeyJwt;
using TokenAspire.Issuer.Protocol.Jwt;
using TokenAspire.Issuer.Protocol.Tests.Hosting;
using TokenAspire.Issuer.Tests.Support;

namespace TokenAspire.Issuer.Protocol.Tests.ClientAuthentication;

public sealed class ClientAssertionRulesTests
{
    private const string ClientId = "worker";

    private static readonly DateTimeOffset Now = TimeProvider.System.GetUtcNow();

    private readonly ClientKey _key = new();
    private readonly ClientAssertionRules _rules = new(new IssuerIdentity(ProtocolServer.Issuer), TimeProvider.System);

    [Theory]
    [InlineData("ES256")]
    [InlineData("RS256")]
    [InlineData("PS256")]
    public void A_registered_key_proves_its_client_by_its_own_algorithm(string algorithm)
    {
        ClientKey key = new(algorithm);

        Assert.Null(Broken(key.Assert(ClientId, ProtocolServer.Issuer, Now), Register(key)));
    }

    [Fact]
    public void A_key_is_good_for_no_other_algorithm()
    {
        ClientKey key = new("RS256");
        ClientRegistration registered = Register(key, ("alg", "PS256"));

        Assert.NotNull(Broken(key.Assert(ClientId, ProtocolServer.Issuer, Now), registered));
    }

    [Fact]
    public void Another_key_is_refused() => AssertBroken(new ClientKey().Assert(ClientId, ProtocolServer.Issuer, Now));

    [Fact]
    public void A_key_is_never_tried_for_another_kid() =>
        AssertBroken(_key.Assert(ClientId, ProtocolServer.Issuer, Now, header: header => header["kid"] = "k2"));

    [Theory]
    [InlineData("none")]
    [InlineData("HS256")]
    [InlineData("es256")]
    [InlineData("ES384")]
    public void An_algorithm_outside_the_list_is_refused(string algorithm) =>
        AssertBroken(_key.Assert(ClientId, ProtocolServer.Issuer, Now, header: header => header["alg"] = algorithm));

    [Theory]
    [InlineData("at+jwt")]
    [InlineData("dpop+jwt")]
    [InlineData("logout+jwt")]
    [InlineData("")]
    public void An_access_token_or_a_proof_is_no_assertion(string type) =>
        AssertBroken(_key.Assert(ClientId, ProtocolServer.Issuer, Now, header: header => header["typ"] = type));

    [Theory]
    [InlineData("client-authentication+jwt")]
    [InlineData("jwt")]
    public void A_typ_that_says_so_passes(string type) =>
        AssertGood(_key.Assert(ClientId, ProtocolServer.Issuer, Now, header: header => header["typ"] = type));

    [Fact]
    public void Without_a_typ_it_is_a_JWT() => AssertGood(_key.Assert(ClientId, ProtocolServer.Issuer, Now, header: header => header.Remove("typ")));

    [Fact]
    public void Critical_extensions_are_refused() =>
        AssertBroken(_key.Assert(ClientId, ProtocolServer.Issuer, Now, header: header => header["crit"] = new JsonArray("b64")));

    [Fact]
    public void The_token_endpoint_is_an_audience_too() => AssertGood(_key.Assert(ClientId, ProtocolServer.Issuer + "/connect/token", Now));

    [Theory]
    [InlineData("\"https://issuer.example/\"")]
    [InlineData("\"https://other.example\"")]
    [InlineData("[\"https://issuer.example\",\"https://other.example\"]")]
    [InlineData("[]")]
    [InlineData("1")]
    [InlineData("null")]
    public void An_audience_that_is_not_this_issuer_alone_is_refused(string audience) =>
        AssertBroken(_key.Assert(ClientId, ProtocolServer.Issuer, Now, claims => claims["aud"] = JsonNode.Parse(audience)));

    [Theory]
    [InlineData("iss")]
    [InlineData("sub")]
    public void Issuer_and_subject_are_the_client(string claim)
    {
        AssertBroken(_key.Assert(ClientId, ProtocolServer.Issuer, Now, claims => claims[claim] = "another"));
        AssertBroken(_key.Assert(ClientId, ProtocolServer.Issuer, Now, claims => claims.Remove(claim)));
    }

    [Theory]
    [InlineData("exp", -31)]
    [InlineData("exp", 400)]
    [InlineData("iat", 60)]
    [InlineData("iat", -400)]
    [InlineData("nbf", 60)]
    public void Its_times_are_bounded(string claim, int secondsFromNow) => AssertBroken(
        _key.Assert(ClientId, ProtocolServer.Issuer, Now, claims => claims[claim] = Now.ToUnixTimeSeconds() + secondsFromNow));

    [Theory]
    [InlineData("exp", "\"soon\"")]
    [InlineData("exp", "-1")]
    [InlineData("exp", "1e400")]
    [InlineData("exp", "99999999999999999999")]
    [InlineData("nbf", "{}")]
    public void A_time_that_is_none_is_refused_without_an_exception(string claim, string json)
    {
        string header = "{\"alg\":\"ES256\",\"kid\":\"k1\"}";
        string other = claim == "exp" ? "" : $"\"exp\":{Now.ToUnixTimeSeconds() + 60},";
        AssertBroken(_key.SignText(header, $"{{{other}\"iss\":\"worker\",\"sub\":\"worker\",\"aud\":\"{ProtocolServer.Issuer}\",\"jti\":\"1\",\"{claim}\":{json}}}"));
    }

    [Fact]
    public void Without_a_jti_it_could_be_used_again() =>
        AssertBroken(_key.Assert(ClientId, ProtocolServer.Issuer, Now, claims => claims.Remove("jti")));

    [Theory]
    [InlineData("")]
    [InlineData("a.b")]
    [InlineData("a.b.c")]
    [InlineData("....")]
    [InlineData("bnVsbA.bnVsbA.bnVsbA")]
    [InlineData("e30.e30.")]
    [InlineData("e30=.e30=.e30=")]
    public void What_is_no_compact_JWS_is_none(string text) => Assert.Null(PresentedJwt.TryRead(text));

    [Fact]
    public void A_claim_given_twice_makes_it_unreadable() =>
        Assert.Null(PresentedJwt.TryRead(_key.SignText("{\"alg\":\"ES256\"}", "{\"sub\":\"a\",\"sub\":\"b\"}")));

    private void AssertGood(string assertion) => Assert.Null(Broken(assertion, Register(_key)));

    private void AssertBroken(string assertion) => Assert.NotNull(Broken(assertion, Register(_key)));

    private string? Broken(string text, ClientRegistration client)
    {
        PresentedJwt? assertion = PresentedJwt.TryRead(text);
        Assert.NotNull(assertion);
        return _rules.FirstBroken(client, assertion);
    }

    private static ClientRegistration Register(ClientKey key, params (string Name, string Value)[] members)
    {
        Dictionary<string, string> jwk = key.ToMembers("k1");
        foreach ((string name, string value) in members)
        {
            jwk[name] = value;
        }

        Assert.True(PublicJwk.TryRead(jwk, out PublicJwk? registered));
        return new ClientRegistration { ClientId = ClientId, DisplayName = ClientId, Keys = [registered] };
    }
}
