using System.Net;
using TokenAspire.Issuer.Tests.Support;

namespace TokenAspire.Issuer.Tests.Accounts;

public sealed class DevelopmentUsersTests(Stores stores)
{
    [Fact]
    public async Task Any_password_will_do_and_another_one_replaces_it_at_the_next_start()
    {
        string database = await stores.CreateEmptyDatabaseAsync();

        await using (IssuerHost first = Host(database, "short"))
        {
            Assert.Equal(HttpStatusCode.SeeOther, await LogInAsync(first, "short"));
        }

        await using IssuerHost second = Host(database, "x");
        Assert.Equal(HttpStatusCode.SeeOther, await LogInAsync(second, "x"));
        Assert.Equal(HttpStatusCode.OK, await LogInAsync(second, "short"));
    }

    private IssuerHost Host(string database, string password) =>
        new(stores) { ConnectionString = database, Settings = { ["DevelopmentUsers:Password"] = password } };

    private static async Task<HttpStatusCode> LogInAsync(IssuerHost host, string password)
    {
        using HttpResponseMessage response = await new Browser(host.CreateBrowser()).LogInAsync("alice", password);
        return response.StatusCode;
    }
}
