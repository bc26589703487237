using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Microsoft.IdentityModel.JsonWebTokens;
using TokenAspire.Issuer.Tests.Support;

namespace TokenAspire.Issuer.Tests.Sessions;

/// <summary>An issuer whose clients <c>cli</c> and <c>ops</c> may have the scope <c>sessions</c>, as the gateway may.</summary>
public sealed class SessionsHost : IssuerHost
{
    public const string Path = "/account/sessions";

    public SessionsHost(Stores stores) : base(stores)
    {
        // After those of appsettings.json.
        Settings["Registrations:Clients:1:Scopes:9"] = "sessions";
        Settings["Registrations:Clients:3:Scopes:1"] = "sessions";
    }
}

/// <summary>A person on one device, with what a client was granted there.</summary>
internal sealed class Device
{
    private readonly HttpClient _app;

    private Device(HttpClient app, Browser browser, JsonElement tokens, string sid) => (_app, Browser, Tokens, Sid) = (app, browser, tokens, sid);

    public Browser Browser { get; }

    public JsonElement Tokens { get; }

    public string Sid { get; }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static async Task<Device> LogInAsync(IssuerHost host, string userName, string userAgent = "curl/8", string scope = "openid offline_access sessions")
    {
        Browser browser = new(host.CreateBrowser());
        browser.Http.DefaultRequestHeaders.TryAddWithoutValidation("User-Agent", userAgent);
        using HttpResponseMessage response = await browser.LogInAsync(userName, IssuerHost.DevelopmentPassword);
        Assert.Equal(HttpStatusCode.SeeOther, response.StatusCode);
        await browser.HealthyAsync();
        JsonElement tokens = await browser.RedeemAsync(await browser.AuthorizeAsync(scope: scope));
        string accessToken = tokens.GetProperty("access_token").GetString()!;

        // An application that has the token, and no cookie.
        HttpClient app = host.CreateBrowser();
        app.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", accessToken);
        return new Device(app, browser, tokens, new JsonWebToken(accessToken).GetClaim("sid").Value);
    }

    public Task<HttpResponseMessage> ListAsync() => _app.GetAsync(SessionsHost.Path, Cancel);

    public Task<HttpResponseMessage> EndAsync(string sid) => _app.DeleteAsync($"{SessionsHost.Path}/{sid}", Cancel);
}
