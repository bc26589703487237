using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;

namespace TokenAspire.Gateway.Bff.Issuer;

/// <summary>Asks the issuer's token and revocation endpoints, as the confidential client that the gateway is.</summary>
internal sealed class IssuerClient(
    IHttpClientFactory clients, IssuerMetadata metadata, IOptions<BffOptions> options, TimeProvider time, ILogger<IssuerClient> logger)
{
    private readonly BffOptions _options = options.Value;

    /// <summary>RFC 6749 section 4.1.3, RFC 7636 section 4.5.</summary>
    public Task<TokenAnswer> RedeemAsync(string code, string codeVerifier, string redirectUri) => AskForTokensAsync(
        ("grant_type", "authorization_code"), ("code", code), ("code_verifier", codeVerifier), ("redirect_uri", redirectUri));

    /// <summary>RFC 6749 section 6.</summary>
    public Task<TokenAnswer> RefreshAsync(string refreshToken) =>
        AskForTokensAsync(("grant_type", "refresh_token"), ("refresh_token", refreshToken));

    /// <summary>RFC 7009 section 2.1; false where the issuer has not confirmed it.</summary>
    public async Task<bool> RevokeAsync(string refreshToken)
    {
        (HttpStatusCode Status, string Body)? answer = await PostAsync(
            static issuer => issuer.RevocationEndpoint, [("token", refreshToken), ("token_type_hint", "refresh_token")]);
        return answer?.Status is HttpStatusCode.OK or HttpStatusCode.Accepted;
    }

    private async Task<TokenAnswer> AskForTokensAsync(params (string Name, string Value)[] parameters)
    {
        DateTimeOffset askedAt = time.GetUtcNow();
        (HttpStatusCode Status, string Body)? answer = await PostAsync(static issuer => issuer.TokenEndpoint, parameters);
        if (answer is not { } given)
        {
            return new TokenAnswer(TokenOutcome.Unavailable, Tokens: null, askedAt);
        }

        if (given.Status == HttpStatusCode.OK && TokenResponse.Read(given.Body) is { } tokens)
        {
            return new TokenAnswer(TokenOutcome.Granted, tokens, askedAt);
        }

        if (given.Status == HttpStatusCode.BadRequest && TokenResponse.ReadError(given.Body) == "invalid_grant")
        {
            return new TokenAnswer(TokenOutcome.Refused, Tokens: null, askedAt);
        }

        Log.TokenEndpointFailed(logger, (int)given.Status);
        return new TokenAnswer(TokenOutcome.Unavailable, Tokens: null, askedAt);
    }

    // One time limit over finding the endpoint, asking and reading. A caller that goes away does not end it: a rotated
    // refresh token whose successor nobody has read would be the end of the session.
    private async Task<(HttpStatusCode Status, string Body)?> PostAsync(
        Func<OpenIdConnectConfiguration, string?> endpoint, (string Name, string Value)[] parameters)
    {
        using CancellationTokenSource limit = new(_options.IssuerTimeout, time);
        try
        {
            // RFC 6749 section 3.2: the secret travels over TLS or not at all, whatever discovery says.
            if (await metadata.FindAsync(limit.Token) is not { } issuer
                || !Uri.TryCreate(endpoint(issuer), UriKind.Absolute, out Uri? address)
                || address.Scheme != Uri.UriSchemeHttps)
            {
                Log.IssuerUnreachable(logger, fault: null);
                return null;
            }

            using HttpClient client = clients.CreateClient(IssuerMetadata.ClientName);
            using HttpRequestMessage request = new(HttpMethod.Post, address);
            request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Credentials());
            request.Content = new FormUrlEncodedContent(parameters.Select(parameter => KeyValuePair.Create(parameter.Name, parameter.Value)));
            using HttpResponseMessage response = await client.SendAsync(request, limit.Token);
            return (response.StatusCode, await response.Content.ReadAsStringAsync(limit.Token));
        }
        catch (Exception fault) when (fault is HttpRequestException or OperationCanceledException or IOException)
        {
            Log.IssuerUnreachable(logger, fault);
            return null;
        }
    }

    // RFC 6749 section 2.3.1: both are form-encoded before they are joined.
    private string Credentials() => Convert.ToBase64String(Encoding.ASCII.GetBytes(
        WebUtility.UrlEncode(_options.ClientId) + ":" + WebUtility.UrlEncode(_options.ClientSecret)));
}

/// <summary>Reads what the token endpoint writes: <c>{"access_token":"…","token_type":"Bearer","expires_in":300,…}</c>.</summary>
internal static class TokenResponse
{
    private static readonly TimeSpan Longest = TimeSpan.FromDays(1);

    /// <summary>Null where something is missing that a session needs.</summary>
    public static TokenSet? Read(string body)
    {
        using JsonDocument? document = Parse(body);
        return document is not null
            && Text(document, "access_token") is { Length: > 0 } accessToken
            && Text(document, "refresh_token") is { Length: > 0 } refreshToken
            && string.Equals(Text(document, "token_type"), "Bearer", StringComparison.OrdinalIgnoreCase)
            && document.RootElement.TryGetProperty("expires_in", out JsonElement seconds)
            && seconds.ValueKind == JsonValueKind.Number
            && seconds.TryGetInt64(out long expiresIn)
                ? new TokenSet(accessToken, refreshToken, Text(document, "id_token"), TimeSpan.FromSeconds(Math.Clamp(expiresIn, 0, (long)Longest.TotalSeconds)))
                : null;
    }

    /// <summary>The <c>error</c> of RFC 6749 section 5.2.</summary>
    public static string? ReadError(string body)
    {
        using JsonDocument? document = Parse(body);
        return document is null ? null : Text(document, "error");
    }

    private static JsonDocument? Parse(string body)
    {
        try
        {
            JsonDocument document = JsonDocument.Parse(body);
            if (document.RootElement.ValueKind == JsonValueKind.Object)
            {
                return document;
            }

            document.Dispose();
            return null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string? Text(JsonDocument document, string name) =>
        document.RootElement.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
