using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.IdentityModel.Tokens;
using TokenAspire.Revocation;

namespace TokenAspire.ResourceServer.Tests;

/// <summary>Tokens as the verifier leaves them, without an issuer: their signatures are random and nobody looks at them.</summary>
internal static class VerifiedTokens
{
    public const long Expiry = 2_000_000_000;

    public static VerificationKey Key { get; } =
        VerificationKey.TryCreate(new JsonWebKey(TestSigningKey.CreateRsa("rsa-1").ToJwk().ToJsonString()))!;

    public static AccessToken Create(Action<JsonObject>? change = null, string? signature = null)
    {
        JsonObject payload = new()
        {
            ["iss"] = "https://issuer",
            ["aud"] = new JsonArray("orders", "inventory"),
            ["sub"] = "alice",
            ["client_id"] = "cli",
            ["scope"] = "orders:read orders:refund",
            ["roles"] = new JsonArray("customer", "support"),
            ["level"] = 7,
            ["jti"] = Guid.NewGuid().ToString(),
            ["iat"] = Expiry - 300,
            ["exp"] = Expiry,
        };
        change?.Invoke(payload);
        string json = payload.ToJsonString();
        string token = $"{TestSigningKey.Encode("{}")}.{TestSigningKey.Encode(json)}.{signature ?? Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(256))}";
        TokenIdentity identity = new((string)payload["jti"]!, SessionId: null, (string)payload["sub"]!, (string)payload["client_id"]!, 0);
        return new AccessToken(token, identity, Key, TokenPayloadReader.TryRead(Encoding.UTF8.GetBytes(json), "https://issuer")!);
    }
}
