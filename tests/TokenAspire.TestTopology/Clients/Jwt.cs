using System.Buffers.Text;
using System.Text.Json;

namespace TokenAspire.TestTopology.Clients;

/// <summary>Reads a JWT's parts without verifying anything.</summary>
internal static class Jwt
{
    public static JsonElement Header(string token) => Part(token, 0);

    public static JsonElement Payload(string token) => Part(token, 1);

    private static JsonElement Part(string token, int index) =>
        JsonSerializer.Deserialize<JsonElement>(Base64Url.DecodeFromChars(token.Split('.')[index]));
}
