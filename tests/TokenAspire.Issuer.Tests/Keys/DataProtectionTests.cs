using System.Net;
using TokenAspire.Issuer.Tests.Support;

namespace TokenAspire.Issuer.Tests.Keys;

public sealed class DataProtectionTests(Stores stores)
{
    [Fact]
    public async Task A_login_at_one_issuer_is_one_at_the_other_and_the_keys_rest_encrypted()
    {
        string database = await stores.CreateDatabaseAsync();
        await using IssuerHost one = new(stores) { ConnectionString = database };
        await using IssuerHost other = new(stores) { ConnectionString = database };

        using HttpResponseMessage login = await new Browser(one.CreateBrowser()).LogInAsync("alice", IssuerHost.DevelopmentPassword);
        string cookie = Assert.Single(login.Headers.GetValues("Set-Cookie"), value => value.StartsWith("__Host-issuer-session=", StringComparison.Ordinal));

        using HttpRequestMessage request = new(HttpMethod.Get, Browser.AuthorizeUrl());
        request.Headers.Add("Cookie", cookie.Split(';')[0]);
        using HttpResponseMessage authorize = await other.CreateBrowser().SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Redirect, authorize.StatusCode);
        Assert.StartsWith(Browser.RedirectUri + "?code=", authorize.Headers.Location!.ToString(), StringComparison.Ordinal);

        // One key, made by whichever came first; the framework's own form would have its value in a masterKey element.
        string stored = Assert.Single(await one.QueryAsync<string>("select element from data_protection_keys"));
        Assert.Contains("<wrappedKey", stored, StringComparison.Ordinal);
        Assert.DoesNotContain("masterKey", stored, StringComparison.Ordinal);
    }
}
