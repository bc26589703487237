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

    // RFC 8707 2: several resources by repeating the parameter, here alone.
    [Fact]
    public async Task Several_resources_are_several_audiences()
    {
        using Browser browser = await LogInAsync();
        (string code, AuthorizationRequest request) = await CodeAsync(browser, new AuthorizationRequest(Registered.Web, Scope));

        Answer answer = await PostAsync(
            Token, Registered.Web, [.. request.Redemption(code), new("resource", Registered.OrdersUri), new("resource", "inventory")]);

        Assert.Equal(["inventory", "orders"], Audiences(answer.AssertSuccess()).Order(StringComparer.Ordinal));
    }

    // RFC 8707 2.2: the refresh token keeps what was granted, whatever one access token was narrowed to.
    [Fact]
    public async Task A_narrowed_access_token_leaves_the_grant_as_it_was()
    {
        using Browser browser = await LogInAsync();
        (string code, AuthorizationRequest request) = await CodeAsync(browser, new AuthorizationRequest(Registered.Web, Scope));
        Answer narrowed = await PostAsync(Token, Registered.Web, request.Redemption(code).Append(new("resource", Registered.OrdersUri)));

        Answer refreshed = (await RefreshAsync(Registered.Web, narrowed.AssertSuccess()["refresh_token"])).AssertSuccess();

        Assert.Equal(["inventory", "orders"], Audiences(refreshed).Order(StringComparer.Ordinal));
    }

    // RFC 8707 2.2: what is wrong with the resource is the client's to mend, with the code and the token that it has.
    [Fact]
    public async Task A_resource_beyond_the_grant_is_an_invalid_target_and_spends_nothing()
    {
        using Browser browser = await LogInAsync();
        (string code, AuthorizationRequest request) = await CodeAsync(browser, new AuthorizationRequest(Registered.Web, "openid offline_access orders:read"));

        (await PostAsync(Token, Registered.Web, request.Redemption(code).Append(new("resource", "inventory")))).AssertError("invalid_target");
        Answer tokens = (await RedeemAsync(code, request)).AssertSuccess();
        (await PostAsync(
            Token, Registered.Web, ("grant_type", "refresh_token"), ("refresh_token", tokens["refresh_token"]), ("resource", "inventory"))).AssertError("invalid_target");
        (await RefreshAsync(Registered.Web, tokens["refresh_token"])).AssertSuccess();
    }

    // RFC 9126 2 and RFC 8707 2.1.
    [Fact]
    public async Task A_pushed_request_names_resources_as_any_other()
    {
        using Browser browser = await LogInAsync();
        AuthorizationRequest request = new(Registered.Web, Scope) { ["resource"] = Registered.OrdersUri };
        Answer pushed = await PostAsync(At("/connect/par"), Registered.Web, request.Pushed);
        Answer answer = await browser.GetAsync(
            At($"/connect/authorize?client_id={Registered.Web.ClientId}&request_uri={Uri.EscapeDataString(pushed["request_uri"]!)}"));

        Assert.Equal(["orders"], Audiences((await RedeemAsync(answer.Parameter("code")!, request)).AssertSuccess()));
        request["resource"] = "https://unknown.example/";
        (await PostAsync(At("/connect/par"), Registered.Web, request.Pushed)).AssertError("invalid_target");
    }

    private static string[] Audiences(Answer answer) => new Jwt(answer["access_token"]!).Payload.GetProperty("aud").Deserialize<string[]>()!;
}
