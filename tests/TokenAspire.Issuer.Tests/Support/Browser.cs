using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.WebUtilities;

namespace TokenAspire.Issuer.Tests.Support;

/// <summary>What a person's browser and the client <c>cli</c> do over HTTP.</summary>
internal sealed partial class Browser(HttpClient http)
{
    public const string RedirectUri = "http://127.0.0.1:5000/callback";
    private const string Verifier = "a-code-verifier-that-is-long-enough-for-the-rule-of-43";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public HttpClient Http => http;

    public static string AuthorizeUrl(string scope = "openid offline_access orders:read") => QueryHelpers.AddQueryString(
        "/connect/authorize", AuthorizeRequest(scope).ToDictionary(pair => pair.Key, pair => (string?)pair.Value, StringComparer.Ordinal));

    public static Dictionary<string, string> AuthorizeRequest(string scope = "openid offline_access orders:read") => new(StringComparer.Ordinal)
    {
        ["client_id"] = "cli",
        ["redirect_uri"] = RedirectUri,
        ["response_type"] = "code",
        ["scope"] = scope,
        ["state"] = "state",
        ["code_challenge"] = WebEncoders.Base64UrlEncode(SHA256.HashData(Encoding.ASCII.GetBytes(Verifier))),
        ["code_challenge_method"] = "S256",
    };

    /// <summary>Opens the login page of an authorize request and posts the form as it stands there.</summary>
    public async Task<HttpResponseMessage> LogInAsync(string userName, string password)
    {
        using HttpResponseMessage authorize = await http.GetAsync(AuthorizeUrl(), Cancel);
        return await PostLoginAsync(authorize.Headers.Location!.ToString(), userName, password);
    }

    public async Task<HttpResponseMessage> PostLoginAsync(
        string loginUrl, string userName, string password, Dictionary<string, string>? forged = null)
    {
        Dictionary<string, string> fields = new(forged ?? [], StringComparer.Ordinal) { ["username"] = userName, ["password"] = password };
        return await PostFormAsync(loginUrl, "/login", fields);
    }

    /// <summary>Opens a page and posts to an address what its first form hides there, and these fields.</summary>
    public async Task<HttpResponseMessage> PostFormAsync(string page, string action, Dictionary<string, string>? fields = null)
    {
        string html = await http.GetStringAsync(page, Cancel);
        string form = html[html.IndexOf("<form", StringComparison.Ordinal)..];
        Dictionary<string, string> sent = HiddenField().Matches(form[..form.IndexOf("</form>", StringComparison.Ordinal)])
            .ToDictionary(field => field.Groups["name"].Value, field => WebUtility.HtmlDecode(field.Groups["value"].Value), StringComparer.Ordinal);
        foreach ((string name, string value) in fields ?? [])
        {
            sent[name] = value;
        }

        using FormUrlEncodedContent content = new(sent);
        return await http.PostAsync(action, content, Cancel);
    }

    /// <summary>The answer of the authorize request: its code.</summary>
    public async Task<string> AuthorizeAsync(string parameters = "", string scope = "openid offline_access orders:read")
    {
        using HttpResponseMessage response = await http.GetAsync(AuthorizeUrl(scope) + parameters, Cancel);
        return QueryHelpers.ParseQuery(response.Headers.Location!.Query)["code"].ToString();
    }

    public Task<JsonElement> RedeemAsync(string code, string verifier = Verifier) => PostTokenAsync(CodeForm(code, verifier));

    public Task<JsonElement> RefreshAsync(string refreshToken, string scope = "") => PostTokenAsync(RefreshForm(refreshToken, scope));

    public static Dictionary<string, string> CodeForm(string code, string verifier = Verifier) => new(StringComparer.Ordinal)
    {
        ["grant_type"] = "authorization_code",
        ["client_id"] = "cli",
        ["code"] = code,
        ["redirect_uri"] = RedirectUri,
        ["code_verifier"] = verifier,
    };

    public static Dictionary<string, string> RefreshForm(string refreshToken, string scope = "") => new(StringComparer.Ordinal)
    {
        ["grant_type"] = "refresh_token",
        ["client_id"] = "cli",
        ["refresh_token"] = refreshToken,
        ["scope"] = scope,
    };

    /// <summary>Asks for the revocation of one of the client's own tokens.</summary>
    public Task<HttpResponseMessage> RevokeAsync(string token) =>
        PostAsync("/connect/revocation", new(StringComparer.Ordinal) { ["client_id"] = "cli", ["token"] = token });

    /// <summary>What a resource server is told about a token.</summary>
    public async Task<JsonElement> IntrospectAsync(string token)
    {
        using HttpResponseMessage response = await PostAsync("/connect/introspect", new(StringComparer.Ordinal)
        {
            ["client_id"] = "resource-server",
            ["client_secret"] = IssuerHost.IntrospectionSecret,
            ["token"] = token,
        });
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return await response.Content.ReadFromJsonAsync<JsonElement>(Cancel);
    }

    /// <summary>What userinfo answers to a token.</summary>
    public async Task<HttpResponseMessage> UserInfoAsync(string accessToken)
    {
        using HttpRequestMessage request = new(HttpMethod.Get, "/connect/userinfo");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", accessToken);
        return await http.SendAsync(request, Cancel);
    }

    /// <summary>Waits until the issuer has read its own keys.</summary>
    public Task HealthyAsync() => Eventually.HoldsAsync(async () =>
    {
        using HttpResponseMessage health = await http.GetAsync("/health", Cancel);
        return health.IsSuccessStatusCode;
    });

    /// <summary>Carries an operator's token from now on.</summary>
    public async Task BecomeOperatorAsync(string scope = "tokens:admin")
    {
        await HealthyAsync();
        JsonElement token = await PostTokenAsync(new(StringComparer.Ordinal)
        {
            ["grant_type"] = "client_credentials",
            ["client_id"] = "ops",
            ["client_secret"] = IssuerHost.OpsSecret,
            ["scope"] = scope,
        });
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token.GetProperty("access_token").GetString());
    }

    public async Task<JsonElement> PostTokenAsync(Dictionary<string, string> parameters)
    {
        using HttpResponseMessage response = await PostAsync("/connect/token", parameters);
        return await response.Content.ReadFromJsonAsync<JsonElement>(Cancel);
    }

    /// <summary>The same with a proof of possession.</summary>
    public async Task<JsonElement> PostTokenAsync(Dictionary<string, string> parameters, string proof)
    {
        using HttpRequestMessage request = new(HttpMethod.Post, "/connect/token") { Content = new FormUrlEncodedContent(parameters) };
        request.Headers.Add("DPoP", proof);
        using HttpResponseMessage response = await http.SendAsync(request, Cancel);
        return await response.Content.ReadFromJsonAsync<JsonElement>(Cancel);
    }

    public async Task<HttpResponseMessage> PostAsync(string path, Dictionary<string, string> parameters)
    {
        using FormUrlEncodedContent form = new(parameters);
        return await http.PostAsync(path, form, Cancel);
    }

    [GeneratedRegex("""<input (?=[^>]*type="hidden")(?=[^>]*name="(?<name>[^"]*)")(?=[^>]*value="(?<value>[^"]*)")[^>]*>""", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex HiddenField();
}
