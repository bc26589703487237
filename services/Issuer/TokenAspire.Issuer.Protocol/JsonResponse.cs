using System.Buffers;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace TokenAspire.Issuer.Protocol;

/// <summary>Writes a JSON object that no cache may keep: every answer here is about one caller or one token.</summary>
internal static class JsonResponse
{
    // One of each per thread: between an answer's first byte here and its last in the response's own buffer nothing awaits.
    [ThreadStatic]
    private static ArrayBufferWriter<byte>? _body;

    [ThreadStatic]
    private static Utf8JsonWriter? _json;

    public static async Task WriteAsync<TState>(HttpContext context, int status, TState state, Action<Utf8JsonWriter, TState> writeMembers)
    {
        HttpResponse response = context.Response;
        response.StatusCode = status;
        response.Headers.ContentType = "application/json";
        response.Headers.CacheControl = "no-store";
        response.Headers.Pragma = "no-cache";
        WriteBody(response, state, writeMembers);
        await response.BodyWriter.FlushAsync(context.RequestAborted);
    }

    private static void WriteBody<TState>(HttpResponse response, TState state, Action<Utf8JsonWriter, TState> writeMembers)
    {
        // Enough for a token, for whose worst case the writer asks three times its length.
        ArrayBufferWriter<byte> body = _body ??= new ArrayBufferWriter<byte>(4096);
        Utf8JsonWriter json = _json ??= new Utf8JsonWriter(body);
        json.Reset();
        try
        {
            json.WriteStartObject();
            writeMembers(json, state);
            json.WriteEndObject();
            json.Flush();
            response.ContentLength = body.WrittenCount;
            response.BodyWriter.Write(body.WrittenSpan);
        }
        finally
        {
            // There may be tokens in it.
            body.Clear();
        }
    }
}
