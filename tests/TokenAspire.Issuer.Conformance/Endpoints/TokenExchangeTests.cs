using System.Net;
using System.Text.Json;
using TokenAspire.Issuer.Conformance.Server;

namespace TokenAspire.Issuer.Conformance.Endpoints;

/// <summary>Acting for a person whose token one was called with (RFC 8693).</summary>
public abstract class TokenExchangeTests(IServerUnderTest server) : Clauses(server)
{
    private const string GrantType = "urn:ietf:params:oauth:grant-type:token-exchange";
    private const string AccessToken = "urn:ietf:params:oauth:token-type:access_token";

    // RFC 8693 2.2.1 and 4.1: the person is still the subject, and who acts is told.
    [Fact]
    public async Task A_persons_token_is_exchanged_for_one_that_names_who_acts()
    {
        using Browser browser = await LogInAsync();
        Jwt subject = new((await TokensAsync(browser, Registered.Web))["access_token"]!);

        Answer answer = (await ExchangeAsync(subject.ToString(), scope: "orders:read")).AssertSuccess().AssertNotStored();

        Jwt token = new(answer["access_token"]!);
        Assert.Equal(AccessToken, answer["issued_token_type"]);
        Assert.Equal("Bearer", answer["token_type"]);
        Assert.Null(answer["refresh_token"]);
        Assert.Equal(subject["sub"], token["sub"]);
        Assert.Equal(subject["sid"], token["sid"]);
        Assert.Equal(Registered.Delegate.ClientId, token["client_id"]);
        Assert.Equal(Registered.Delegate.ClientId, token.Payload.GetProperty("act").GetProperty("sub").GetString());
        Assert.Equal("orders:read", token["scope"]);
    }

    // RFC 8693 2.2.2.
    [Fact]
    public async Task A_token_that_is_not_good_is_exchanged_for_nothing()
    {
        using Browser browser = await LogInAsync();
        Answer revoked = await TokensAsync(browser, Registered.Web);
        Answer live = await TokensAsync(browser, Registered.Web);
        (await PostAsync(Revocation, Registered.Web, ("token", revoked["access_token"]))).AssertSuccess();
        await AssertActiveAsync(revoked["access_token"], expected: false);

        foreach (string? subject in (string?[])["unknown", "a.b.c", revoked["access_token"], live["refresh_token"], live["id_token"],
            new Jwt(live["access_token"]!).Forge("sub", "x")])
        {
            Assert.Contains((await ExchangeAsync(subject))["error"], (string[])["invalid_request", "invalid_grant"]);
        }
    }

    // RFC 8693 2.1 and 2.2.2.
    [Theory]
    [InlineData("subject_token")]
    [InlineData("subject_token_type")]
    public async Task A_required_parameter_that_is_missing_is_an_invalid_request(string missing)
    {
        (string Name, string? Value)[] parameters = [("grant_type", GrantType), ("subject_token", "x"), ("subject_token_type", AccessToken)];

        (await PostAsync(Token, Registered.Delegate, [.. parameters.Where(parameter => parameter.Name != missing)])).AssertError("invalid_request");
    }

    // RFC 8693 5: nobody acts with a token that was not for it, and gets no more than it may.
    [Fact]
    public async Task Only_registered_clients_exchange_and_only_within_their_scopes()
    {
        using Browser browser = await LogInAsync();
        string ofWeb = (await TokensAsync(browser, Registered.Web))["access_token"]!;
        string ofOther = (await TokensAsync(browser, Registered.Other))["access_token"]!;

        (await PostAsync(Token, Registered.Worker, ("grant_type", GrantType), ("subject_token", ofWeb), ("subject_token_type", AccessToken)))
            .AssertError("unauthorized_client");
        Assert.NotNull((await ExchangeAsync(ofOther))["error"]);
        (await ExchangeAsync(ofWeb, scope: "orders:write")).AssertError("invalid_scope");
    }

    // RFC 8693 4.1: the last one outermost.
    [Fact]
    public async Task Whoever_it_is_handed_on_to_acts_for_whoever_acted()
    {
        using Browser browser = await LogInAsync();
        string first = (await ExchangeAsync((await TokensAsync(browser, Registered.Web))["access_token"])).AssertSuccess()["access_token"]!;

        JsonElement actor = new Jwt((await ExchangeAsync(first)).AssertSuccess()["access_token"]!).Payload.GetProperty("act");

        Assert.Equal(Registered.Delegate.ClientId, actor.GetProperty("sub").GetString());
        Assert.Equal(Registered.Delegate.ClientId, actor.GetProperty("act").GetProperty("sub").GetString());
    }

    // RFC 8693 2.1: the types are named, and only what there is can be asked for.
    [Theory]
    [InlineData("requested_token_type", "urn:ietf:params:oauth:token-type:refresh_token")]
    [InlineData("requested_token_type", "urn:ietf:params:oauth:token-type:saml2")]
    [InlineData("subject_token_type", "urn:ietf:params:oauth:token-type:id_token")]
    [InlineData("actor_token_type", AccessToken)]
    [InlineData("actor_token", "x")]
    public async Task A_type_that_does_not_fit_is_an_invalid_request(string name, string value)
    {
        using Browser browser = await LogInAsync();
        string subject = (await TokensAsync(browser, Registered.Web))["access_token"]!;
        Dictionary<string, string?> form = new(StringComparer.Ordinal)
        {
            ["grant_type"] = GrantType, ["subject_token"] = subject, ["subject_token_type"] = AccessToken, [name] = value,
        };

        (await PostAsync(Token, Registered.Delegate, form)).AssertError("invalid_request");
    }

    // RFC 8693 2.1: an actor token is one that the client may show, its own.
    [Fact]
    public async Task An_actor_token_is_the_clients_own()
    {
        using Browser browser = await LogInAsync();
        string subject = (await TokensAsync(browser, Registered.Web))["access_token"]!;
        string own = (await ExchangeAsync(subject)).AssertSuccess()["access_token"]!;

        Answer acting = await ActAsync(subject, own);
        Answer foreign = await ActAsync(subject, subject);

        Assert.Equal(new Jwt(own)["sub"], new Jwt(acting.AssertSuccess()["access_token"]!).Payload.GetProperty("act").GetProperty("sub").GetString());
        foreign.AssertError("invalid_request");
    }

    // RFC 8693 2.1 and RFC 8707 2.2: audience and resource name where it is to be used.
    [Theory]
    [InlineData("audience", "orders")]
    [InlineData("resource", Registered.OrdersUri)]
    public async Task It_is_narrowed_to_the_target_that_is_named(string parameter, string target)
    {
        using Browser browser = await LogInAsync();
        string subject = (await TokensAsync(browser, Registered.Web, "openid orders:read inventory:read"))["access_token"]!;

        Answer answer = await PostAsync(
            Token, Registered.Delegate, ("grant_type", GrantType), ("subject_token", subject), ("subject_token_type", AccessToken), (parameter, target));
        Answer unknown = await PostAsync(
            Token, Registered.Delegate, ("grant_type", GrantType), ("subject_token", subject), ("subject_token_type", AccessToken), (parameter, "https://unknown.example/"));

        Jwt token = new(answer.AssertSuccess()["access_token"]!);
        Assert.Equal(["orders"], token.Payload.GetProperty("aud").Deserialize<string[]>()!);
        Assert.Equal("orders:read", token["scope"]);
        unknown.AssertError("invalid_target");
    }

    // RFC 8693 2.2.1: it lives no longer than what it came of.
    [Fact]
    public async Task It_ends_no_later_than_what_it_was_exchanged_for()
    {
        using Browser browser = await LogInAsync();
        Jwt subject = new((await TokensAsync(browser, Registered.Web))["access_token"]!);
        Server.Advance(Registered.AccessTokenLifetime - TimeSpan.FromMinutes(1));

        Answer answer = (await ExchangeAsync(subject.ToString())).AssertSuccess();

        Assert.Equal(subject.Number("exp"), new Jwt(answer["access_token"]!).Number("exp"));
        Assert.InRange(answer.Json.GetProperty("expires_in").GetInt32(), 30, 60);
    }

    // RFC 7009 2.1: whoever revokes a token means what came of it.
    [Theory]
    [InlineData("access_token")]
    [InlineData("refresh_token")]
    public async Task Revoking_what_it_was_exchanged_for_revokes_it_and_what_came_of_it(string revoked)
    {
        using Browser browser = await LogInAsync();
        Answer subject = await TokensAsync(browser, Registered.Web);
        string first = (await ExchangeAsync(subject["access_token"])).AssertSuccess()["access_token"]!;
        string second = (await ExchangeAsync(first)).AssertSuccess()["access_token"]!;

        (await PostAsync(Revocation, Registered.Web, ("token", subject[revoked]))).AssertNotStored();

        await AssertActiveAsync(first, expected: false);
        await AssertActiveAsync(second, expected: false);
        (await ExchangeAsync(first)).AssertError("invalid_request");
    }

    // RFC 7009 2.1: the other way round nothing is meant.
    [Fact]
    public async Task Revoking_it_leaves_what_it_was_exchanged_for()
    {
        using Browser browser = await LogInAsync();
        string subject = (await TokensAsync(browser, Registered.Web))["access_token"]!;
        string exchanged = (await ExchangeAsync(subject)).AssertSuccess()["access_token"]!;

        (await PostAsync(Revocation, Registered.Delegate, ("token", exchanged))).AssertSuccess();

        await AssertActiveAsync(exchanged, expected: false);
        await AssertActiveAsync(subject);
    }

    // RFC 9449 5: the client's own proof binds what it gets.
    [Fact]
    public async Task A_client_that_proves_a_key_gets_a_bound_token()
    {
        TestKey key = new("delegate");
        using Browser browser = await LogInAsync();
        Dictionary<string, string> form = new(StringComparer.Ordinal)
        {
            ["grant_type"] = GrantType, ["subject_token"] = (await TokensAsync(browser, Registered.Web))["access_token"]!, ["subject_token_type"] = AccessToken,
            ["client_id"] = Registered.Delegate.ClientId, ["client_secret"] = Registered.Delegate.Secret!,
        };
        HttpRequestMessage request = new(HttpMethod.Post, Token) { Content = new FormUrlEncodedContent(form) };
        request.Headers.Add("DPoP", new Proof(key, HttpMethod.Post, Token, Server.Now).ToString());

        Answer answer = await SendAsync(request);

        Assert.Equal((HttpStatusCode.OK, "DPoP"), (answer.Status, answer["token_type"]));
        Assert.Equal(key.Thumbprint, new Jwt(answer["access_token"]!).Payload.GetProperty("cnf").GetProperty("jkt").GetString());
    }

    private Task<Answer> ExchangeAsync(string? subject, string? scope = null) => PostAsync(
        Token, Registered.Delegate, ("grant_type", GrantType), ("subject_token", subject), ("subject_token_type", AccessToken), ("scope", scope));

    private Task<Answer> ActAsync(string subject, string actor) => PostAsync(
        Token, Registered.Delegate, ("grant_type", GrantType), ("subject_token", subject), ("subject_token_type", AccessToken),
        ("actor_token", actor), ("actor_token_type", AccessToken));
}
