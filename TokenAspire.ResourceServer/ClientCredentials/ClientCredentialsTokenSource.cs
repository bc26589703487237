using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Extensions.Options;
using TokenAspire.Revocation;

namespace TokenAspire.ResourceServer;

/// <summary>The service's own access token: kept until shortly before it expires, asked for once for all who wait.</summary>
internal sealed class ClientCredentialsTokenSource(
    IHttpClientFactory clients,
    IssuerKeySet issuer,
    IOptions<ClientCredentialsOptions> options,
    TimeProvider time)
{
    private static readonly TimeSpan RenewalMargin = TimeSpan.FromSeconds(30);

    private readonly SingleFlight<Grant> _requests = new();
    private volatile Grant? _grant;

    private sealed record Grant(string Token, long ReceivedAt, TimeSpan UsableFor);

    private sealed record TokenResponse(
        [property: JsonPropertyName("access_token")] string? AccessToken,
        [property: JsonPropertyName("token_type")] string? TokenType,
        [property: JsonPropertyName("expires_in")] long? ExpiresIn);

    /// <summary>Throws <see cref="HttpRequestException"/> when the issuer gives no token.</summary>
    public async ValueTask<string> GetTokenAsync(CancellationToken ct) =>
        (Current() ?? await _requests.RunAsync(async () => Current() ?? await RequestAsync()).WaitAsync(ct)).Token;

    /// <summary>Forgets the token, if it is still the one in use: whoever it was shown to refused it.</summary>
    public void Forget(string token)
    {
        if (_grant is { } grant && grant.Token == token)
        {
            Interlocked.CompareExchange(ref _grant, value: null, grant);
        }
    }

    private Grant? Current() =>
        _grant is { } grant && time.GetElapsedTime(grant.ReceivedAt) < grant.UsableFor ? grant : null;

    private async Task<Grant> RequestAsync()
    {
        IssuerDocument document = await issuer.GetDocumentAsync(CancellationToken.None)
            ?? throw new HttpRequestException("The issuer's discovery document could not be read.");

        // RFC 6749 section 3.2: the secret travels over TLS or not at all, whatever discovery says.
        if (!Uri.TryCreate(document.TokenEndpoint, UriKind.Absolute, out Uri? endpoint) || endpoint.Scheme != Uri.UriSchemeHttps)
        {
            throw new HttpRequestException("The issuer's token endpoint is not an https address.");
        }

        using HttpRequestMessage request = new(HttpMethod.Post, endpoint);
        request.Headers.Authorization = BasicCredentials.Create(options.Value.ClientId, options.Value.ClientSecret);
        request.Content = new FormUrlEncodedContent(Parameters());
        long sentAt = time.GetTimestamp();
        using HttpResponseMessage response = await clients.CreateClient(IssuerDocumentReader.ClientName).SendAsync(request);
        response.EnsureSuccessStatusCode();
        Grant grant = ReadGrant(await ReadAnswerAsync(response.Content), sentAt);
        _grant = grant;
        return grant;
    }

    private static async Task<TokenResponse?> ReadAnswerAsync(HttpContent content)
    {
        try
        {
            return await content.ReadFromJsonAsync<TokenResponse>();
        }
        catch (JsonException notJson)
        {
            throw new HttpRequestException("The issuer's answer is no token response.", notJson);
        }
    }

    private static Grant ReadGrant(TokenResponse? answer, long sentAt) =>
        answer is { AccessToken: { Length: > 0 } token } && string.Equals(answer.TokenType, "Bearer", StringComparison.OrdinalIgnoreCase)
            ? new Grant(token, sentAt, UsableFor(answer.ExpiresIn))
            : throw new HttpRequestException("The issuer's token response carries no bearer token.");

    private IEnumerable<KeyValuePair<string, string>> Parameters()
    {
        yield return new KeyValuePair<string, string>("grant_type", "client_credentials");
        if (options.Value.Scope.Length > 0)
        {
            yield return new KeyValuePair<string, string>("scope", options.Value.Scope);
        }
    }

    // Half of a short life, so that a token is used at all. RFC 6749 section 5.1: expires_in may be absent.
    private static TimeSpan UsableFor(long? expiresIn)
    {
        TimeSpan lifetime = TimeSpan.FromSeconds(Math.Clamp(expiresIn ?? 0, 0, 86_400));
        return lifetime > 2 * RenewalMargin ? lifetime - RenewalMargin : lifetime / 2;
    }
}
