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

    private Task<Answer> ExchangeAsync(string? subject, string? scope = null) => PostAsync(
        Token, Registered.Delegate, ("grant_type", GrantType), ("subject_token", subject), ("subject_token_type", AccessToken), ("scope", scope));
}
