using System.Net;
using System.Web;

namespace TokenAspire.TestTopology.Clients;

/// <summary>
/// A person at a browser: follows the authorization code flow of the public client <c>cli</c> through
/// the real login form, with cookies and without automatic redirects. Certificates are validated.
/// </summary>
internal sealed class UserAgent : IDisposable
{
    public const string ClientId = "cli";
    public const string RedirectUri = "http://127.0.0.1:54321/callback";
    public const string AllScopes = "openid profile offline_access orders:read orders:write orders:refund inventory:read inventory:write shipping:write";

    private readonly HttpClient _browser;

    public UserAgent(Uri issuer) => _browser = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false, CookieContainer = new CookieContainer() })
    {
        BaseAddress = issuer,
    };

    /// <summary>Authorizes (logging in where asked to) and redeems the code.</summary>
    public async Task<TokenResponse> LogInAsync(string username, string password, string scope = AllScopes)
    {
        Pkce pkce = Pkce.Create();
        string code = await AuthorizeAsync(username, password, scope, pkce.Challenge);
        using HttpResponseMessage response = await RedeemAsync(code, pkce.Verifier);
        return await TokenEndpoint.ReadAsync(response);
    }

    public async Task<string> AuthorizeAsync(string username, string password, string scope, string challenge)
    {
        string state = Guid.NewGuid().ToString("N");
        Uri location = new(_browser.BaseAddress!,
            $"/connect/authorize?response_type=code&client_id={ClientId}&redirect_uri={Uri.EscapeDataString(RedirectUri)}"
            + $"&scope={Uri.EscapeDataString(scope)}&state={state}&nonce=n-{state}&code_challenge={challenge}&code_challenge_method=S256");

        // authorize → login page → (form) → authorize → the client's redirect URI
        for (int step = 0; step < 6; step++)
        {
            using HttpResponseMessage answer = await _browser.GetAsync(location);
            HttpResponseMessage next = answer;
            if (answer.StatusCode == HttpStatusCode.OK)
            {
                LoginForm form = await LoginForm.ReadAsync(answer);
                next = await form.SubmitAsync(_browser, username, password);
                await UnexpectedAnswerException.ThrowUnlessAsync(HttpStatusCode.SeeOther, next);
            }

            location = new Uri(location, next.Headers.Location ?? throw new UnexpectedAnswerException($"{location.AbsolutePath} does not redirect."));
            if (location.AbsoluteUri.StartsWith(RedirectUri, StringComparison.Ordinal))
            {
                System.Collections.Specialized.NameValueCollection query = HttpUtility.ParseQueryString(location.Query);
                UnexpectedAnswerException.ThrowUnless(query["state"] == state, "The state is not the one sent.");
                UnexpectedAnswerException.ThrowUnless(query["iss"] == _browser.BaseAddress!.AbsoluteUri.TrimEnd('/'), "The response names another issuer.");
                return query["code"] ?? throw new InvalidOperationException($"No code: {location.Query}");
            }
        }

        throw new InvalidOperationException($"The authorization flow does not end; last at {location.AbsolutePath}.");
    }

    public Task<HttpResponseMessage> RedeemAsync(string code, string verifier) => PostAsync(
        "/connect/token", ("grant_type", "authorization_code"), ("code", code), ("redirect_uri", RedirectUri), ("code_verifier", verifier));

    /// <summary>Redeems a code with a DPoP proof.</summary>
    public async Task<HttpResponseMessage> RedeemAsync(string code, string verifier, string proof)
    {
        using HttpRequestMessage request = new(HttpMethod.Post, "/connect/token")
        {
            Content = new FormUrlEncodedContent(
            [
                new("grant_type", "authorization_code"), new("code", code), new("redirect_uri", RedirectUri), new("code_verifier", verifier), new("client_id", ClientId),
            ]),
        };
        request.Headers.Add("DPoP", proof);
        return await _browser.SendAsync(request);
    }

    public Task<HttpResponseMessage> RefreshAsync(string refreshToken) => PostAsync(
        "/connect/token", ("grant_type", "refresh_token"), ("refresh_token", refreshToken));

    public Task<HttpResponseMessage> RefreshAsync(string refreshToken, string scope) => PostAsync(
        "/connect/token", ("grant_type", "refresh_token"), ("refresh_token", refreshToken), ("scope", scope));

    public Task<HttpResponseMessage> RevokeAsync(string token) => PostAsync("/connect/revocation", ("token", token));

    public void Dispose() => _browser.Dispose();

    private Task<HttpResponseMessage> PostAsync(string path, params IEnumerable<(string Name, string Value)> parameters) =>
        _browser.PostAsync(path, new FormUrlEncodedContent(
            parameters.Select(parameter => KeyValuePair.Create(parameter.Name, parameter.Value)).Append(KeyValuePair.Create("client_id", ClientId))));
}
