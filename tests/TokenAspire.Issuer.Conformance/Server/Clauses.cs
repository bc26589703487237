using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace TokenAspire.Issuer.Conformance.Server;

/// <summary>What every class of clauses uses: browsers, and clients that talk to the endpoints that discovery names.</summary>
public abstract class Clauses(IServerUnderTest server)
{
    // Logging in is dear on purpose.
    private static readonly ConcurrentDictionary<(Uri Issuer, string Person), CookieContainer> Sessions = new();

    private static readonly HttpClient Http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false });

    protected static CancellationToken Cancel => TestContext.Current.CancellationToken;

    protected IServerUnderTest Server => server;

    protected Uri Token => At("/connect/token");

    protected Uri Introspection => At("/connect/introspect");

    protected Uri Revocation => At("/connect/revocation");

    protected Uri UserInfo => At("/connect/userinfo");

    protected Uri At(string path) => new(server.Issuer, path);

    /// <summary>A path at one of the replicas, each in turn.</summary>
    protected Uri At(string path, int turn) => new(server.Replicas[turn % server.Replicas.Count], path);

    protected static async Task<Answer> SendAsync(HttpRequestMessage request)
    {
        using (request)
        {
            return await Answer.OfAsync(await Http.SendAsync(request, Cancel));
        }
    }

    protected static Task<Answer> GetAsync(Uri address) => SendAsync(new HttpRequestMessage(HttpMethod.Get, address));

    /// <summary>Posts parameters as the client with its secret in the body, or only its name if it is public.</summary>
    protected static Task<Answer> PostAsync(Uri address, TestClient client, IEnumerable<KeyValuePair<string, string?>> parameters) =>
        PostAsync(address, [.. parameters, new("client_id", client.ClientId), new("client_secret", client.Secret)]);

    protected static Task<Answer> PostAsync(Uri address, TestClient client, params (string Name, string? Value)[] parameters) =>
        PostAsync(address, client, parameters.Select(parameter => KeyValuePair.Create(parameter.Name, parameter.Value)));

    /// <summary>Posts parameters; null leaves one out.</summary>
    protected static Task<Answer> PostAsync(Uri address, IEnumerable<KeyValuePair<string, string?>> parameters, string? authorization = null)
    {
        HttpRequestMessage request = new(HttpMethod.Post, address) { Content = new FormUrlEncodedContent(parameters.Where(parameter => parameter.Value is not null)) };
        if (authorization is not null)
        {
            request.Headers.TryAddWithoutValidation("Authorization", authorization);
        }

        return SendAsync(request);
    }

    /// <summary>Posts a body as it is.</summary>
    protected static Task<Answer> PostRawAsync(Uri address, string body, string contentType = "application/x-www-form-urlencoded")
    {
        ByteArrayContent content = new(Encoding.UTF8.GetBytes(body));
        content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        return SendAsync(new HttpRequestMessage(HttpMethod.Post, address) { Content = content });
    }

    /// <summary>Asks with a bearer token.</summary>
    protected static Task<Answer> GetAsync(Uri address, string? accessToken, string scheme = "Bearer")
    {
        HttpRequestMessage request = new(HttpMethod.Get, address);
        request.Headers.Authorization = accessToken is null ? null : new AuthenticationHeaderValue(scheme, accessToken);
        return SendAsync(request);
    }

    protected Browser OpenBrowser() => new(server, new CookieContainer());

    /// <summary>A browser in which the person has logged in during the last minutes: one that did before, where its session still lives.</summary>
    protected async Task<Browser> LogInAsync(string person = "alice")
    {
        Browser browser = new(server, Sessions.GetOrAdd((server.Issuer, person), _ => new CookieContainer()));
        AuthorizationRequest request = new(Registered.Native, "openid") { ["prompt"] = "none", ["max_age"] = "300" };
        if ((await browser.SendAsync(request)).Parameter("code") is null)
        {
            request["prompt"] = "login";
            Assert.NotNull((await browser.AuthorizeAsync(request, person)).Parameter("code"));
        }

        return browser;
    }

    /// <summary>A code and the request that it answers.</summary>
    protected static async Task<(string Code, AuthorizationRequest Request)> CodeAsync(Browser browser, AuthorizationRequest request)
    {
        Answer answer = await browser.AuthorizeAsync(request);
        return (answer.Parameter("code") ?? throw new InvalidOperationException("No code: " + answer.Location), request);
    }

    protected static Task<(string Code, AuthorizationRequest Request)> CodeAsync(Browser browser, TestClient client) =>
        CodeAsync(browser, new AuthorizationRequest(client));

    protected Task<Answer> RedeemAsync(string code, AuthorizationRequest request) => PostAsync(Token, request.Client, request.Redemption(code));

    /// <summary>The tokens of a request that is granted.</summary>
    protected async Task<Answer> TokensAsync(Browser browser, AuthorizationRequest request)
    {
        (string code, _) = await CodeAsync(browser, request);
        return (await RedeemAsync(code, request)).AssertSuccess();
    }

    protected Task<Answer> TokensAsync(Browser browser, TestClient client, string scope = "openid offline_access orders:read") =>
        TokensAsync(browser, new AuthorizationRequest(client, scope));

    protected Task<Answer> RefreshAsync(TestClient client, string? refreshToken, string? scope = null) =>
        PostAsync(Token, client, ("grant_type", "refresh_token"), ("refresh_token", refreshToken), ("scope", scope));

    /// <summary>A client's token for itself.</summary>
    protected Task<Answer> ClientCredentialsAsync(TestClient client, string? scope = null) =>
        PostAsync(Token, client, ("grant_type", "client_credentials"), ("scope", scope));

    /// <summary>What the resource server is told about a token.</summary>
    protected async Task<JsonElement> IntrospectAsync(string? token) =>
        (await PostAsync(Introspection, Registered.Asker, ("token", token))).AssertSuccess().Json;

    protected async Task AssertActiveAsync(string? token, bool expected = true)
    {
        JsonElement answer = await IntrospectAsync(token);
        Assert.Equal(expected ? "true" : """{"active":false}""", expected ? answer.GetProperty("active").GetRawText() : answer.GetRawText());
    }

    /// <summary>That a request is refused by an answer to the client.</summary>
    protected static void AssertRedirectError(Answer answer, string error)
    {
        Assert.StartsWith("https://client.example/callback", answer.Location.AbsoluteUri, StringComparison.Ordinal);
        Assert.Equal(error, answer.Parameter("error"));
        Assert.Null(answer.Parameter("code"));
    }

    /// <summary>That a request is refused without a redirect.</summary>
    protected static void AssertNoRedirect(Answer answer)
    {
        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.Null(answer.Headers.Location);
        answer.AssertNotStored();
    }
}
