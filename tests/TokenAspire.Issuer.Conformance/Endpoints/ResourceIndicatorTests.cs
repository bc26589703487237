using System.Text.Json;
using TokenAspire.Issuer.Conformance.Server;

namespace TokenAspire.Issuer.Conformance.Endpoints;

/// <summary>Tokens for the resource that the client names (RFC 8707).</summary>
public abstract class ResourceIndicatorTests(IServerUnderTest server) : Clauses(server)
{
    private const string Scope = "openid offline_access orders:read inventory:read";

    // RFC 8707 2.2: the token is for this resource, whatever else was granted.
    [Fact]
    public async Task A_token_is_narrowed_to_the_resource_of_its_token_request()
    {
        using Browser browser = await LogInAsync();
        (string code, AuthorizationRequest request) = await CodeAsync(browser, new AuthorizationRequest(Registered.Web, Scope));

        Answer answer = (await PostAsync(Token, Registered.Web, request.Redemption(code).Append(new("resource", Registered.OrdersUri)))).AssertSuccess();

        Assert.Equal(["orders"], Audiences(answer));
        Assert.DoesNotContain("inventory:read", new Jwt(answer["access_token"]!)["scope"]!, StringComparison.Ordinal);
    }

    // RFC 8707 2.1: what the person authorized it for, it stays for.
    [Fact]
    public async Task A_grant_is_narrowed_to_the_resource_of_its_authorization_request()
    {
        using Browser browser = await LogInAsync();

        Answer answer = await TokensAsync(browser, new AuthorizationRequest(Registered.Web, Scope) { ["resource"] = Registered.OrdersUri });

        Assert.Equal(["orders"], Audiences(answer));
        Assert.Equal(["orders"], Audiences((await RefreshAsync(Registered.Web, answer["refresh_token"])).AssertSuccess()));
    }

    // RFC 8707 2.2: a refresh may name one of the granted resources.
    [Fact]
    public async Task A_refresh_may_name_a_resource()
    {
        using Browser browser = await LogInAsync();
        Answer tokens = await TokensAsync(browser, Registered.Web, Scope);

        Answer answer = await PostAsync(
            Token, Registered.Web, ("grant_type", "refresh_token"), ("refresh_token", tokens["refresh_token"]), ("resource", Registered.OrdersUri));

        Assert.Equal(["orders"], Audiences(answer.AssertSuccess()));
    }

    // RFC 8707 2.2.
    [Fact]
    public async Task A_client_names_the_resource_of_its_own_token()
    {
        Answer answer = await PostAsync(Token, Registered.Worker, ("grant_type", "client_credentials"), ("resource", Registered.OrdersUri));

        Assert.Equal(["orders"], Audiences(answer.AssertSuccess()));
    }

    // RFC 8707 2: an absolute URI without fragment, of a resource that there is.
    [Theory]
    [InlineData("https://unknown.example/")]
    [InlineData("/orders")]
    [InlineData("https://orders.example/#fragment")]
    public async Task What_is_no_resource_is_an_invalid_target(string resource)
    {
        using Browser browser = OpenBrowser();

        (await PostAsync(Token, Registered.Worker, ("grant_type", "client_credentials"), ("resource", resource))).AssertError("invalid_target");
        AssertRedirectError(await browser.SendAsync(new AuthorizationRequest(Registered.Web) { ["resource"] = resource }), "invalid_target");
    }

    private static string[] Audiences(Answer answer) => new Jwt(answer["access_token"]!).Payload.GetProperty("aud").Deserialize<string[]>()!;
}
