using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace TokenAspire.EndToEnd.Tests.Forgery;

/// <summary>What an attacker without the issuer's private key can make of a good token.</summary>
internal static class ForgedTokens
{
    private static readonly RSA AnotherKey = RSA.Create(2048);

    public static string WithFlippedSignature(string token)
    {
        byte[] signature = Base64Url.DecodeFromChars(token.Split('.')[2]);
        signature[signature.Length / 2] ^= 1;
        return string.Join('.', [.. token.Split('.')[..2], Base64Url.EncodeToString(signature)]);
    }

    public static string Unsigned(string token, string algorithm) =>
        $"{Header(token, header => header["alg"] = algorithm)}.{token.Split('.')[1]}.";

    /// <summary>The classic confusion: the public key's bytes as the secret of an HMAC.</summary>
    public static string SignedWithPublicKeyAsSecret(string token, RSA publicKey)
    {
        string signed = $"{Header(token, header => header["alg"] = "HS256")}.{token.Split('.')[1]}";
        byte[] secret = Encoding.ASCII.GetBytes(publicKey.ExportSubjectPublicKeyInfoPem());
        return $"{signed}.{Base64Url.EncodeToString(HMACSHA256.HashData(secret, Encoding.ASCII.GetBytes(signed)))}";
    }

    public static string SignedByAnotherKey(string token, string keyId)
    {
        string signed = $"{Header(token, header => header["kid"] = keyId)}.{token.Split('.')[1]}";
        byte[] signature = AnotherKey.SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        return $"{signed}.{Base64Url.EncodeToString(signature)}";
    }

    /// <summary>The issuer's published RSA key.</summary>
    public static async Task<RSA> PublicKeyAsync(HttpClient issuer, string keyId)
    {
        JsonElement keys = JsonSerializer.Deserialize<JsonElement>(await issuer.GetStringAsync("/.well-known/openid-configuration/jwks")).GetProperty("keys");
        JsonElement key = keys.EnumerateArray().Single(candidate => candidate.GetProperty("kid").GetString() == keyId);
        return RSA.Create(new RSAParameters
        {
            Modulus = Base64Url.DecodeFromChars(key.GetProperty("n").GetString()),
            Exponent = Base64Url.DecodeFromChars(key.GetProperty("e").GetString()),
        });
    }

    private static string Header(string token, Action<JsonObject> change)
    {
        JsonObject header = JsonNode.Parse(Base64Url.DecodeFromChars(token.Split('.')[0]))!.AsObject();
        change(header);
        return Base64Url.EncodeToString(Encoding.UTF8.GetBytes(header.ToJsonString()));
    }
}
