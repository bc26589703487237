using System.Buffers;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace TokenAspire.Issuer.Protocol;

/// <summary>Writes a JSON object that no cache may keep: every answer here is about one caller or one token.</summary>
internal static class JsonResponse
{
    public static async Task WriteAsync<TState>(HttpContext context, int status, TState state, Action<Utf8JsonWriter, TState> writeMembers)
    {
        // Enough for a token, for whose worst case the writer asks three times its length.
        ArrayBufferWriter<byte> body = new(4096);
        await using (Utf8JsonWriter json = new(body))
        {
            json.WriteStartObject();
            writeMembers(json, state);
            json.WriteEndObject();
        }

        HttpResponse response = context.Response;
        response.StatusCode = status;
        response.ContentType = "application/json";
        response.ContentLength = body.WrittenCount;
        response.Headers[HeaderNames.CacheControl] = "no-store";
        response.Headers[HeaderNames.Pragma] = "no-cache";
        await response.Body.WriteAsync(body.WrittenMemory, context.RequestAborted);
    }
}
