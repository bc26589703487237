using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace TokenAspire.TestTopology.Clients;

/// <summary>Reads what the token endpoint answers.</summary>
internal static class TokenEndpoint
{
    public static async Task<TokenResponse> ReadAsync(HttpResponseMessage response)
    {
        await UnexpectedAnswerException.ThrowUnlessAsync(HttpStatusCode.OK, response);
        UnexpectedAnswerException.ThrowUnless(response.Headers.CacheControl?.NoStore ?? false, "A token response must not be stored.");
        return (await response.Content.ReadFromJsonAsync<TokenResponse>())!;
    }

    public static async Task RefusedAsync(HttpResponseMessage response, string error)
    {
        await UnexpectedAnswerException.ThrowUnlessAsync(HttpStatusCode.BadRequest, response);
        JsonElement body = await response.Content.ReadFromJsonAsync<JsonElement>();
        string? given = body.GetProperty("error").GetString();
        UnexpectedAnswerException.ThrowUnless(given == error, $"The error is {given} instead of {error}.");
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
