using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace TokenAspire.EndToEnd.Tests.Clients;

/// <summary>Reads what the token endpoint answers.</summary>
internal static class TokenEndpoint
{
    public static async Task<TokenResponse> ReadAsync(HttpResponseMessage response)
    {
        Assert.True(response.StatusCode == HttpStatusCode.OK, $"The token endpoint answered {response.StatusCode}: {await response.Content.ReadAsStringAsync()}");
        Assert.True(response.Headers.CacheControl?.NoStore, "A token response must not be stored.");
        return (await response.Content.ReadFromJsonAsync<TokenResponse>())!;
    }

    public static async Task RefusedAsync(HttpResponseMessage response, string error)
    {
        JsonElement body = await response.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal(error, body.GetProperty("error").GetString());
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    public static async Task<TokenResponse> ClientCredentialsAsync(HttpClient issuer, string clientId, string secret, string scope)
    {
        using HttpResponseMessage response = await issuer.PostAsync("/connect/token", new FormUrlEncodedContent(
        [
            new("grant_type", "client_credentials"), new("client_id", clientId), new("client_secret", secret), new("scope", scope),
        ]));
        return await ReadAsync(response);
    }
}
