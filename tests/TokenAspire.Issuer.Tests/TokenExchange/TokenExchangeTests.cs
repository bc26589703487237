using System.Text.Json;
using Microsoft.IdentityModel.JsonWebTokens;
using TokenAspire.Issuer.Revocations;
using TokenAspire.Issuer.Tests.Support;
using TokenAspire.Revocation;

namespace TokenAspire.Issuer.Tests.TokenExchange;

public sealed class TokenExchangeTests(ExchangeHost host) : IClassFixture<ExchangeHost>
{
    private const string AccessTokenType = ExchangeHost.AccessTokenType;
    private const string Scope = "openid offline_access orders:read inventory:read shipping:write";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_client_acts_for_the_person_whose_token_it_was_given()
    {
        Browser browser = await LoggedInAsync();
        JsonWebToken subject = new(await TokenAsync(browser));
        JsonElement answer = await ExchangeHost.ExchangeAsync(browser, subject.EncodedToken);

        Assert.Equal(AccessTokenType, Text(answer, "issued_token_type"));
        Assert.Equal("Bearer", Text(answer, "token_type"));
        Assert.False(answer.TryGetProperty("refresh_token", out _));
        JsonWebToken exchanged = new(Text(answer, "access_token"));
        Assert.Equal(subject.Subject, exchanged.Subject);
        Assert.Equal(ExchangeHost.First, exchanged.GetPayloadValue<string>("client_id"));
        Assert.All(["sid", "tenant_id"], claim => Assert.Equal(subject.GetPayloadValue<string>(claim), exchanged.GetPayloadValue<string>(claim)));
        Assert.Equal(subject.GetPayloadValue<long>("auth_time"), exchanged.GetPayloadValue<long>("auth_time"));
        Assert.NotEqual(subject.Id, exchanged.Id);
        Assert.Equal($$"""{"sub":"{{ExchangeHost.First}}"}""", exchanged.GetPayloadValue<JsonElement>("act").GetRawText());
        Assert.Equal(ExchangeHost.First, Text((await browser.IntrospectAsync(exchanged.EncodedToken)).GetProperty("act"), "sub"));
    }

    [Fact]
    public async Task Actors_are_nested_the_last_one_outermost()
    {
        Browser browser = await LoggedInAsync();
        string first = Text(await ExchangeHost.ExchangeAsync(browser, await TokenAsync(browser)), "access_token");
        JsonWebToken second = new(Text(await ExchangeHost.ExchangeAsync(browser, first, ExchangeHost.Second), "access_token"));

        Assert.Equal($"{{\"sub\":\"{ExchangeHost.Second}\",\"act\":{{\"sub\":\"{ExchangeHost.First}\"}}}}", second.GetPayloadValue<JsonElement>("act").GetRawText());
    }

    [Fact]
    public async Task Nobody_hands_a_token_on_for_ever()
    {
        Browser browser = await LoggedInAsync();
        string token = Text(await ExchangeHost.ExchangeAsync(browser, await TokenAsync(browser)), "access_token");
        for (int hand = 2; hand <= 5; hand++)
        {
            token = Text(await ExchangeHost.ExchangeAsync(browser, token, ExchangeHost.Second), "access_token");
        }

        Assert.Equal("invalid_request", Text(await ExchangeHost.ExchangeAsync(browser, token, ExchangeHost.Second), "error"));
    }

    [Fact]
    public async Task An_actor_token_of_the_client_itself_names_the_actor()
    {
        Browser browser = await LoggedInAsync();
        string subject = await TokenAsync(browser);
        string own = Text(await ExchangeHost.ExchangeAsync(browser, subject), "access_token");

        JsonElement answer = await ExchangeHost.ExchangeAsync(browser, subject, ExchangeHost.First, ("actor_token", own), ("actor_token_type", AccessTokenType));
        Assert.Equal(new JsonWebToken(own).Subject, Text(new JsonWebToken(Text(answer, "access_token")).GetPayloadValue<JsonElement>("act"), "sub"));

        JsonElement foreign = await ExchangeHost.ExchangeAsync(browser, subject, ExchangeHost.First, ("actor_token", subject), ("actor_token_type", AccessTokenType));
        Assert.Equal("invalid_request", Text(foreign, "error"));
        Assert.Equal("invalid_request", Text(await ExchangeHost.ExchangeAsync(browser, subject, ExchangeHost.First, ("actor_token", own)), "error"));
    }

    [Fact]
    public async Task It_never_has_more_scope_than_the_subject_token_and_the_client()
    {
        Browser browser = await LoggedInAsync();
        string subject = await TokenAsync(browser);

        // Registered are openid, orders:read, inventory:read and inventory:write.
        Assert.Equal("openid orders:read inventory:read", Text(await ExchangeHost.ExchangeAsync(browser, subject), "scope"));
        Assert.Equal("orders:read", Text(await ExchangeHost.ExchangeAsync(browser, subject, ExchangeHost.First, ("scope", "orders:read")), "scope"));
        foreach (string scope in new[] { "inventory:write", "shipping:write", "offline_access", "tokens:admin" })
        {
            Assert.Equal("invalid_scope", Text(await ExchangeHost.ExchangeAsync(browser, subject, ExchangeHost.First, ("scope", scope)), "error"));
        }
    }

    [Theory]
    [InlineData("audience", "inventory")]
    [InlineData("resource", "urn:tokenaspire:inventory")]
    public async Task It_is_narrowed_to_the_named_audience(string parameter, string value)
    {
        Browser browser = await LoggedInAsync();
        JsonElement answer = await ExchangeHost.ExchangeAsync(browser, await TokenAsync(browser), ExchangeHost.First, (parameter, value));

        Assert.Equal(["inventory"], new JsonWebToken(Text(answer, "access_token")).Audiences);
    }

    [Theory]
    [InlineData("unknown")]
    [InlineData("shipping")]
    public async Task An_audience_that_it_cannot_have_is_an_invalid_target(string audience)
    {
        Browser browser = await LoggedInAsync();

        Assert.Equal("invalid_target", Text(await ExchangeHost.ExchangeAsync(browser, await TokenAsync(browser), ExchangeHost.First, ("audience", audience)), "error"));
    }

    [Fact]
    public async Task It_ends_no_later_than_the_subject_token()
    {
        Browser browser = await LoggedInAsync();
        JsonWebToken subject = new(await TokenAsync(browser));
        host.Time.Advance(TimeSpan.FromMinutes(4));
        JsonElement answer = await ExchangeHost.ExchangeAsync(browser, subject.EncodedToken);

        Assert.Equal(subject.ValidTo, new JsonWebToken(Text(answer, "access_token")).ValidTo);
        Assert.Equal(60, answer.GetProperty("expires_in").GetInt32());
    }

    [Theory]
    [InlineData(RevocationKind.Session)]
    [InlineData(RevocationKind.Subject)]
    public async Task Whatever_ends_the_persons_session_ends_it_too(RevocationKind kind)
    {
        Browser browser = await LoggedInAsync();
        JsonWebToken subject = new(await TokenAsync(browser));
        string exchanged = Text(await ExchangeHost.ExchangeAsync(browser, subject.EncodedToken), "access_token");
        string value = kind is RevocationKind.Session ? subject.GetPayloadValue<string>("sid") : subject.Subject;

        await host.Get<TokenRevoker>().RevokeAsync(kind, value, "test", "test", Cancel);

        Assert.False((await browser.IntrospectAsync(exchanged)).GetProperty("active").GetBoolean());
        Assert.Equal("invalid_request", Text(await ExchangeHost.ExchangeAsync(browser, exchanged, ExchangeHost.Second), "error"));
        host.Time.Advance(TimeSpan.FromSeconds(1)); // past the cut-off, for the next test
    }

    [Fact]
    public async Task Only_live_access_tokens_of_persons_are_exchanged()
    {
        Browser browser = await LoggedInAsync();
        JsonElement tokens = await browser.RedeemAsync(await AuthorizeAsync(browser));
        string revoked = await TokenAsync(browser);
        (await browser.RevokeAsync(revoked)).Dispose();
        string ofAClient = Text(await browser.PostTokenAsync(new(StringComparer.Ordinal)
        {
            ["grant_type"] = "client_credentials", ["client_id"] = "ops", ["client_secret"] = IssuerHost.OpsSecret,
        }), "access_token");

        foreach (string wrong in new[] { Text(tokens, "id_token"), Text(tokens, "refresh_token"), revoked, ofAClient, "unknown", "a.b.c" })
        {
            Assert.Equal("invalid_request", Text(await ExchangeHost.ExchangeAsync(browser, wrong), "error"));
        }

        host.Time.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal("invalid_request", Text(await ExchangeHost.ExchangeAsync(browser, Text(tokens, "access_token")), "error"));
    }

    [Fact]
    public async Task A_client_exchanges_tokens_only_of_clients_that_it_is_registered_for()
    {
        Browser browser = await LoggedInAsync();

        Assert.Equal("unauthorized_client", Text(await ExchangeHost.ExchangeAsync(browser, await TokenAsync(browser), ExchangeHost.Second), "error"));
        Assert.Equal("unauthorized_client", Text(await ExchangeHost.ExchangeAsync(browser, await TokenAsync(browser), "ops"), "error"));
    }

    [Theory]
    [InlineData("subject_token", "")]
    [InlineData("subject_token_type", "")]
    [InlineData("subject_token_type", "urn:ietf:params:oauth:token-type:refresh_token")]
    [InlineData("requested_token_type", "urn:ietf:params:oauth:token-type:saml2")]
    [InlineData("actor_token_type", AccessTokenType)]
    public async Task A_malformed_exchange_is_an_invalid_request(string parameter, string value)
    {
        Browser browser = await LoggedInAsync();

        Assert.Equal("invalid_request", Text(await ExchangeHost.ExchangeAsync(browser, await TokenAsync(browser), ExchangeHost.First, (parameter, value)), "error"));
    }

    private static string Text(JsonElement json, string member) => json.GetProperty(member).GetString()!;

    private static async Task<string> AuthorizeAsync(Browser browser) => await browser.AuthorizeAsync("", Scope);

    private static async Task<string> TokenAsync(Browser browser) =>
        Text(await browser.RedeemAsync(await AuthorizeAsync(browser)), "access_token");

    private async Task<Browser> LoggedInAsync()
    {
        Browser browser = new(host.CreateBrowser());
        (await browser.LogInAsync("alice", IssuerHost.DevelopmentPassword)).Dispose();
        return browser;
    }
}
