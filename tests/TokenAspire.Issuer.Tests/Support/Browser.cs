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
        "/connect/authorize",
        new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["client_id"] = "cli",
            ["redirect_uri"] = RedirectUri,
            ["response_type"] = "code",
            ["scope"] = scope,
            ["state"] = "state",
            ["code_challenge"] = WebEncoders.Base64UrlEncode(SHA256.HashData(Encoding.ASCII.GetBytes(Verifier))),
            ["code_challenge_method"] = "S256",
        });

    /// <summary>Opens the login page of an authorize request and posts the form as it stands there.</summary>
    public async Task<HttpResponseMessage> LogInAsync(string userName, string password)
    {
        using HttpResponseMessage authorize = await http.GetAsync(AuthorizeUrl(), Cancel);
        return await PostLoginAsync(authorize.Headers.Location!.ToString(), userName, password);
    }

    public async Task<HttpResponseMessage> PostLoginAsync(string loginUrl, string userName, string password)
    {
        string page = await http.GetStringAsync(loginUrl, Cancel);
        Dictionary<string, string> fields = HiddenField().Matches(page)
            .ToDictionary(field => field.Groups["name"].Value, field => WebUtility.HtmlDecode(field.Groups["value"].Value), StringComparer.Ordinal);
        fields["username"] = userName;
        fields["password"] = password;
        using FormUrlEncodedContent form = new(fields);
        return await http.PostAsync("/login", form, Cancel);
    }

    /// <summary>The answer of the authorize request: its code.</summary>
    public async Task<string> AuthorizeAsync()
    {
        using HttpResponseMessage response = await http.GetAsync(AuthorizeUrl(), Cancel);
        return QueryHelpers.ParseQuery(response.Headers.Location!.Query)["code"].ToString();
    }

    public async Task<JsonElement> RedeemAsync(string code) => await PostTokenAsync(new(StringComparer.Ordinal)
    {
        ["grant_type"] = "authorization_code",
        ["client_id"] = "cli",
        ["code"] = code,
        ["redirect_uri"] = RedirectUri,
        ["code_verifier"] = Verifier,
    });

    public async Task<JsonElement> RefreshAsync(string refreshToken) => await PostTokenAsync(new(StringComparer.Ordinal)
    {
        ["grant_type"] = "refresh_token",
        ["client_id"] = "cli",
        ["refresh_token"] = refreshToken,
    });

    /// <summary>Carries an operator's token from now on, once the issuer has read its own keys.</summary>
    public async Task BecomeOperatorAsync()
    {
        while (!(await http.GetAsync("/health", Cancel)).IsSuccessStatusCode)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, Cancel);
        }

        JsonElement token = await PostTokenAsync(new(StringComparer.Ordinal)
        {
            ["grant_type"] = "client_credentials",
            ["client_id"] = "ops",
            ["client_secret"] = IssuerHost.OpsSecret,
            ["scope"] = "tokens:admin",
        });
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token.GetProperty("access_token").GetString());
    }

    private async Task<JsonElement> PostTokenAsync(Dictionary<string, string> parameters)
    {
        using FormUrlEncodedContent form = new(parameters);
        using HttpResponseMessage response = await http.PostAsync("/connect/token", form, Cancel);
        return await response.Content.ReadFromJsonAsync<JsonElement>(Cancel);
    }

    [GeneratedRegex("""<input (?=[^>]*type="hidden")(?=[^>]*name="(?<name>[^"]*)")(?=[^>]*value="(?<value>[^"]*)")[^>]*>""", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex HiddenField();
}
