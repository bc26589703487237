using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.IdentityModel.JsonWebTokens;
using TokenAspire.Issuer.Store;
using TokenAspire.Issuer.Tests.Consents;
using TokenAspire.Issuer.Tests.DeviceAuthorizations;
using TokenAspire.Issuer.Tests.Support;

namespace TokenAspire.Issuer.Tests.TokenExchange;

/// <summary>Whatever takes a token back takes back what it was exchanged for, through however many hands it went.</summary>
public sealed class ExchangedTokenTests(ExchangeHost host) : IClassFixture<ExchangeHost>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Revoking_a_token_ends_what_came_of_it()
    {
        (Person person, JsonElement original) = await GrantedAsync();
        string[] exchanged = await HandOnAsync(person.Browser, original);
        JsonElement another = await person.Browser.RedeemAsync(await person.Browser.AuthorizeAsync());
        string bystander = (await ExchangeHost.ExchangeAsync(person.Browser, another.Text("access_token"))).Text("access_token");

        (await person.Browser.RevokeAsync(original.Text("access_token"))).Dispose();

        await AssertActiveAsync(person.Browser, exchanged, expected: false);
        await AssertActiveAsync(person.Browser, [bystander], expected: true);
    }

    [Fact]
    public async Task Revoking_the_refresh_token_ends_what_came_of_its_access_tokens()
    {
        (Person person, JsonElement original) = await GrantedAsync();
        string[] exchanged = await HandOnAsync(person.Browser, original);

        (await person.Browser.RevokeAsync(original.Text("refresh_token"))).Dispose();

        await AssertActiveAsync(person.Browser, exchanged, expected: false);
    }

    [Theory]
    [InlineData("jti")]
    [InlineData("client_id")]
    public async Task What_an_operator_revokes_ends_what_came_of_it(string kind)
    {
        (Person person, JsonElement original) = await GrantedAsync();
        string[] exchanged = await HandOnAsync(person.Browser, original);
        Browser ops = new(host.CreateBrowser());
        await ops.BecomeOperatorAsync();

        using HttpResponseMessage revoked = await ops.Http.PostAsJsonAsync(
            "/admin/revocations", new { kind, value = new JsonWebToken(original.Text("access_token")).GetPayloadValue<string>(kind), reason = "test" }, Cancel);

        Assert.Equal(HttpStatusCode.Created, revoked.StatusCode);
        await AssertActiveAsync(person.Browser, exchanged, expected: false);
        host.Time.Advance(TimeSpan.FromSeconds(1)); // past the cut-off, for the next test
    }

    [Fact]
    public async Task Withdrawing_the_consent_ends_what_came_of_it()
    {
        (Person person, JsonElement original) = await GrantedAsync();
        await host.QueryAsync<Guid>(
            "insert into consents (subject_id, client_id, scopes, given_at) values ($1, 'cli', '{}', $2) returning subject_id", person.SubjectId, host.Time.GetUtcNow());
        string[] exchanged = await HandOnAsync(person.Browser, original);

        (await person.WithdrawAsync()).Dispose();

        await AssertActiveAsync(person.Browser, exchanged, expected: false);
    }

    [Fact]
    public async Task A_second_use_of_the_code_ends_what_came_of_it()
    {
        Person person = await Person.LoggedInAsync(host);
        string code = await person.Browser.AuthorizeAsync();
        string[] exchanged = await HandOnAsync(person.Browser, await person.Browser.RedeemAsync(code));

        await person.Browser.RedeemAsync(code);

        await AssertActiveAsync(person.Browser, exchanged, expected: false);
    }

    [Fact]
    public async Task An_exchange_that_meets_the_revocation_leaves_nothing_alive()
    {
        for (int round = 0; round < 10; round++)
        {
            (Person person, JsonElement original) = await GrantedAsync();
            string first = (await ExchangeHost.ExchangeAsync(person.Browser, original.Text("access_token"))).Text("access_token");
            using SemaphoreSlim start = new(0);
            Task<JsonElement>[] exchanges = [.. Enumerable.Range(0, 8).Select(hand => Task.Run(async () =>
            {
                await start.WaitAsync(Cancel);
                return await ExchangeHost.ExchangeAsync(
                    person.Browser, hand % 2 == 0 ? first : original.Text("access_token"), hand % 2 == 0 ? ExchangeHost.Second : ExchangeHost.First);
            }))];
            Task<HttpResponseMessage> revocation = Task.Run(async () =>
            {
                await start.WaitAsync(Cancel);
                return await person.Browser.RevokeAsync(original.Text("access_token"));
            });

            start.Release(exchanges.Length + 1);
            (await revocation).Dispose();
            JsonElement[] answers = await Task.WhenAll(exchanges);

            string[] issued = [first, .. answers.Where(answer => answer.TryGetProperty("access_token", out _)).Select(answer => answer.Text("access_token"))];
            await AssertActiveAsync(person.Browser, issued, expected: false);
        }
    }

    [Fact]
    public async Task What_has_ended_is_forgotten()
    {
        (Person person, JsonElement original) = await GrantedAsync();
        await HandOnAsync(person.Browser, original);
        Assert.NotEmpty(await host.QueryAsync<string>("select token_id from exchanged_tokens"));

        host.Time.Advance(TimeSpan.FromMinutes(7));
        await host.Get<ExpiredRows>().DeleteAsync(Cancel);

        Assert.Empty(await host.QueryAsync<string>("select token_id from exchanged_tokens"));
    }

    private async Task<(Person Person, JsonElement Tokens)> GrantedAsync()
    {
        Person person = await Person.LoggedInAsync(host);
        return (person, await person.Browser.RedeemAsync(await person.Browser.AuthorizeAsync()));
    }

    // What the first client gets for it, and what the second gets for that.
    private static async Task<string[]> HandOnAsync(Browser browser, JsonElement tokens)
    {
        string first = (await ExchangeHost.ExchangeAsync(browser, tokens.Text("access_token"))).Text("access_token");
        string second = (await ExchangeHost.ExchangeAsync(browser, first, ExchangeHost.Second)).Text("access_token");
        await AssertActiveAsync(browser, [first, second], expected: true);
        return [first, second];
    }

    private static async Task AssertActiveAsync(Browser browser, string[] tokens, bool expected)
    {
        foreach (string token in tokens)
        {
            Assert.Equal(expected, (await browser.IntrospectAsync(token)).GetProperty("active").GetBoolean());
        }
    }
}
