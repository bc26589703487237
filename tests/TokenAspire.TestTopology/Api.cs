using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using TokenAspire.TestTopology.Clients;

namespace TokenAspire.TestTopology;

/// <summary>Requests with a bearer token, and what a refusal says.</summary>
internal static class Api
{
    public static async Task<HttpResponseMessage> SendAsync(
        this DistributedApplication app, string service, HttpMethod method, string path, string? token, object? body = null)
    {
        using HttpClient client = app.CreateHttpClient(service, "https");
        using HttpRequestMessage request = new(method, path);
        if (token is not null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }

        request.Content = body is null ? null : JsonContent.Create(body);
        return await client.SendAsync(request);
    }

    public static async Task<JsonElement> JsonAsync(this HttpResponseMessage response) =>
        await response.Content.ReadFromJsonAsync<JsonElement>();

    /// <summary>The <c>reason</c> member of a refusal; null where there is none.</summary>
    public static async Task<string?> ReasonAsync(this HttpResponseMessage response)
    {
        string? mediaType = response.Content.Headers.ContentType?.MediaType;
        UnexpectedAnswerException.ThrowUnless(mediaType == "application/problem+json", $"A refusal came as {mediaType}.");
        JsonElement problem = await response.JsonAsync();
        return problem.TryGetProperty("reason", out JsonElement reason) ? reason.GetString() : null;
    }
}
