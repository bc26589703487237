using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using TokenAspire.Issuer.Tests.Support;

namespace TokenAspire.Issuer.Tests.Admin;

public sealed class AccountEndpointsTests(IssuerHost host) : IClassFixture<IssuerHost>
{
    private const string Password = "a long enough password";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Who_was_given_an_account_logs_in_and_has_tokens()
    {
        Browser ops = await OperatorAsync();

        using HttpResponseMessage response = await ops.Http.PostAsJsonAsync(
            "/admin/accounts",
            new { userName = "dora", displayName = "Dora D.", tenantId = "acme", roles = (string[])["support", "support"], password = Password },
            Cancel);

        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        JsonElement account = await response.Content.ReadFromJsonAsync<JsonElement>(Cancel);
        Assert.Equal("dora", account.GetProperty("userName").GetString());
        Assert.Equal("support", Assert.Single(account.GetProperty("roles").EnumerateArray()).GetString());
        Assert.DoesNotContain("assword", account.GetRawText(), StringComparison.OrdinalIgnoreCase);
        Browser person = new(host.CreateBrowser());
        (await person.LogInAsync("dora", Password)).Dispose();
        JsonElement tokens = await person.RedeemAsync(await person.AuthorizeAsync());
        Assert.True(tokens.TryGetProperty("refresh_token", out _), tokens.GetRawText());
        Assert.Equal(
            account.GetProperty("sub").GetGuid(), (await host.QueryAsync<Guid>("select id from users where user_name = 'dora'")).Single());
    }

    [Fact]
    public async Task A_name_is_given_once_even_at_the_same_moment()
    {
        Browser ops = await OperatorAsync();

        HttpStatusCode[] answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(async number =>
        {
            using HttpResponseMessage response = await ops.Http.PostAsJsonAsync(
                "/admin/accounts",
                new { userName = number % 2 == 0 ? "eve" : "EVE", displayName = "Eve", tenantId = "acme", password = Password },
                Cancel);
            return response.StatusCode;
        }));

        Assert.Single(answers, HttpStatusCode.Created);
        Assert.Equal(7, answers.Count(answer => answer is HttpStatusCode.Conflict));
    }

    [Theory]
    [InlineData("""{}""", "userName")]
    [InlineData("""{"userName":"fred","displayName":"F","tenantId":"acme","password":"too short"}""", "password")]
    [InlineData("""{"userName":"fr ed","displayName":"F","tenantId":"acme","password":"a long enough password"}""", "userName")]
    [InlineData("""{"userName":"fred","displayName":"\u0000","tenantId":"acme","password":"a long enough password"}""", "displayName")]
    [InlineData("""{"userName":"fred","displayName":"F","tenantId":"","password":"a long enough password"}""", "tenantId")]
    [InlineData("""{"userName":"fred","displayName":"F","tenantId":"acme","roles":[null],"password":"a long enough password"}""", "roles")]
    public async Task An_account_that_lacks_something_is_refused_with_what_it_lacks(string body, string field)
    {
        Browser ops = await OperatorAsync();
        using StringContent content = new(body, System.Text.Encoding.UTF8, "application/json");

        using HttpResponseMessage response = await ops.Http.PostAsync("/admin/accounts", content, Cancel);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        JsonElement problem = await response.Content.ReadFromJsonAsync<JsonElement>(Cancel);
        Assert.True(problem.GetProperty("errors").TryGetProperty(field, out _), problem.GetRawText());
    }

    private async Task<Browser> OperatorAsync()
    {
        Browser browser = new(host.CreateBrowser());
        await browser.BecomeOperatorAsync();
        return browser;
    }
}
