using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace TokenAspire.ResourceServer.Tests;

/// <summary>One forger per way to fail, named after it, with the reason it must be refused for.</summary>
internal static class ForgedTokens
{
    public static IReadOnlyDictionary<string, (string Reason, Func<TestIssuer, string> Forge)> All { get; } =
        new Dictionary<string, (string, Func<TestIssuer, string>)>(StringComparer.Ordinal)
        {
            ["nonsense"] = ("malformed", _ => "nonsense"),
            ["empty credentials"] = ("malformed", _ => ""),
            ["two parts"] = ("malformed", issuer => Good(issuer)[..Good(issuer).LastIndexOf('.')]),
            ["five parts, a JWE"] = ("malformed", issuer => Good(issuer) + ".AAAA.AAAA"),
            ["padding"] = ("malformed", issuer => Good(issuer) + "="),
            ["white space inside"] = ("malformed", issuer => Good(issuer).Replace(".", ". ", StringComparison.Ordinal)),
            ["two tokens in one header"] = ("malformed", issuer => $"{Good(issuer)}, Bearer {Good(issuer)}"),
            ["JSON serialization"] = ("malformed", issuer => $"{{\"payload\":\"{Good(issuer).Split('.')[1]}\"}}"),
            ["header is no JSON"] = ("malformed", issuer => issuer.Rsa.SignRaw("alg=RS256", issuer.CreatePayload().ToJsonString())),
            ["header is an array"] = ("malformed", issuer => issuer.Rsa.SignRaw("[]", issuer.CreatePayload().ToJsonString())),
            ["header with text after it"] = ("malformed", issuer => issuer.Rsa.SignRaw(Header() + "{}", issuer.CreatePayload().ToJsonString())),
            ["duplicate header name"] = ("malformed", issuer => issuer.Rsa.SignRaw("{\"alg\":\"none\",\"alg\":\"RS256\",\"typ\":\"at+jwt\",\"kid\":\"rsa-1\"}", issuer.CreatePayload().ToJsonString())),
            ["duplicate header name, escaped"] = ("malformed", issuer => issuer.Rsa.SignRaw("{\"\\u0061lg\":\"none\",\"alg\":\"RS256\",\"typ\":\"at+jwt\",\"kid\":\"rsa-1\"}", issuer.CreatePayload().ToJsonString())),
            ["duplicate claim"] = ("malformed", issuer => issuer.Rsa.SignRaw(Header(), issuer.CreatePayload().ToJsonString().Replace("{\"iss\"", "{\"sub\":\"bob\",\"iss\"", StringComparison.Ordinal))),
            ["payload is no JSON"] = ("malformed", issuer => issuer.Rsa.SignRaw(Header(), "sub=alice")),
            ["expiry is a string"] = ("malformed", issuer => issuer.CreateToken(payload => payload["exp"] = "9999999999")),
            ["expiry beyond any calendar"] = ("malformed", issuer => issuer.Rsa.SignRaw(Header(), "{\"iss\":\"" + issuer.Url + "\",\"exp\":1e300}")),
            ["subject is a number"] = ("malformed", issuer => issuer.CreateToken(payload => payload["sub"] = 1)),
            ["too large"] = ("too_large", issuer => issuer.CreateToken(payload => payload["padding"] = new string('x', 9_000))),
            ["id token"] = ("unsupported_type", issuer => issuer.CreateToken(header: header => header["typ"] = "JWT")),
            ["no type"] = ("unsupported_type", issuer => issuer.CreateToken(header: header => header.Remove("typ"))),
            ["proof of possession"] = ("unsupported_type", issuer => issuer.CreateToken(header: header => header["typ"] = "dpop+jwt")),
            ["alg none"] = ("unsupported_algorithm", issuer => Unsigned(issuer, "none")),
            ["alg None"] = ("unsupported_algorithm", issuer => Unsigned(issuer, "None")),
            ["alg NONE"] = ("unsupported_algorithm", issuer => Unsigned(issuer, "NONE")),
            ["alg nOnE with a signature"] = ("unsupported_algorithm", issuer => issuer.CreateToken(header: header => header["alg"] = "nOnE")),
            ["alg empty"] = ("unsupported_algorithm", issuer => Unsigned(issuer, "")),
            ["no alg"] = ("unsupported_algorithm", issuer => issuer.CreateToken(header: header => header.Remove("alg"))),
            ["alg is a number"] = ("unsupported_algorithm", issuer => issuer.CreateToken(header: header => header["alg"] = 256)),
            ["RS384"] = ("unsupported_algorithm", issuer => issuer.CreateToken(header: header => header["alg"] = "RS384")),
            ["HS256 with the public key as PEM"] = ("unsupported_algorithm", issuer => Hmac(issuer, Encoding.ASCII.GetBytes(issuer.Rsa.Rsa.ExportSubjectPublicKeyInfoPem()))),
            ["HS256 with the public key as DER"] = ("unsupported_algorithm", issuer => Hmac(issuer, issuer.Rsa.Rsa.ExportSubjectPublicKeyInfo())),
            ["HS256 with the public key as JWK"] = ("unsupported_algorithm", issuer => Hmac(issuer, Encoding.UTF8.GetBytes(issuer.Rsa.ToJwk().ToJsonString()))),
            ["another algorithm than the key's"] = ("unsupported_algorithm", issuer => issuer.CreateToken(header: header => header["kid"] = "ec-1")),
            ["crit"] = ("unsupported_header", issuer => issuer.CreateToken(header: header => header["crit"] = new JsonArray("exp"))),
            ["jku"] = ("unsupported_header", issuer => issuer.CreateToken(header: header => header["jku"] = "https://evil.example/jwks")),
            ["x5u"] = ("unsupported_header", issuer => issuer.CreateToken(header: header => header["x5u"] = "https://evil.example/cert")),
            ["x5c"] = ("unsupported_header", issuer => issuer.CreateToken(header: header => header["x5c"] = new JsonArray("AAAA"))),
            ["jwk"] = ("unsupported_header", issuer => issuer.CreateToken(header: header => header["jwk"] = issuer.Rsa.ToJwk())),
            ["zip"] = ("unsupported_header", issuer => issuer.CreateToken(header: header => header["zip"] = "DEF")),
            ["unknown key"] = ("unknown_key", issuer => issuer.CreateToken(key: TestSigningKey.CreateRsa("other"))),
            ["no kid"] = ("unknown_key", issuer => issuer.CreateToken(header: header => header.Remove("kid"))),
            ["kid is a path"] = ("unknown_key", issuer => issuer.CreateToken(header: header => header["kid"] = "../../dev/null")),
            ["kid is SQL"] = ("unknown_key", issuer => issuer.CreateToken(header: header => header["kid"] = "' or '1'='1")),
            ["kid with line breaks"] = ("unknown_key", issuer => issuer.CreateToken(header: header => header["kid"] = "rsa-1\r\nX-Evil: 1")),
            ["kid is very long"] = ("unknown_key", issuer => issuer.CreateToken(header: header => header["kid"] = new string('k', 4_000))),
            ["another key under a known kid"] = ("bad_signature", issuer => issuer.CreateToken(key: TestSigningKey.CreateRsa("rsa-1"))),
            ["another curve key under a known kid"] = ("bad_signature", issuer => issuer.CreateToken(key: TestSigningKey.CreateEllipticCurve("ec-1"))),
            ["changed payload"] = ("bad_signature", ChangedPayload),
            ["signature cut off"] = ("bad_signature", issuer => Good(issuer)[..^8]),
            ["no signature"] = ("bad_signature", issuer => Good(issuer)[..(Good(issuer).LastIndexOf('.') + 1)]),
            ["signature spelt in a second way"] = ("bad_signature", SecondSpelling),
            ["ECDSA with r and s zero"] = ("bad_signature", issuer => Resigned(issuer, new byte[64])),
            ["ECDSA of the wrong length"] = ("bad_signature", issuer => Resigned(issuer, new byte[63])),
            ["wrong issuer"] = ("wrong_issuer", issuer => issuer.CreateToken(payload => payload["iss"] = issuer.Url + "/")),
            ["no issuer"] = ("wrong_issuer", issuer => issuer.CreateToken(payload => payload.Remove("iss"))),
            ["wrong audience"] = ("wrong_audience", issuer => issuer.CreateToken(payload => payload["aud"] = new JsonArray("inventory", "Orders"))),
            ["no audience"] = ("wrong_audience", issuer => issuer.CreateToken(payload => payload.Remove("aud"))),
            ["expired"] = ("expired", issuer => issuer.CreateToken(payload => payload["exp"] = Now() - 31)),
            ["negative expiry"] = ("expired", issuer => issuer.CreateToken(payload => payload["exp"] = long.MinValue)),
            ["not yet valid"] = ("not_yet_valid", issuer => issuer.CreateToken(payload => payload["nbf"] = Now() + 120)),
            ["not before the end of time"] = ("not_yet_valid", issuer => issuer.CreateToken(payload => payload["nbf"] = long.MaxValue)),
            ["issued in the future"] = ("not_yet_valid", issuer => issuer.CreateToken(payload => payload["iat"] = Now() + 120)),
            ["no expiry"] = ("missing_claim", issuer => issuer.CreateToken(payload => payload.Remove("exp"))),
            ["no issue time"] = ("missing_claim", issuer => issuer.CreateToken(payload => payload.Remove("iat"))),
            ["no token id"] = ("missing_claim", issuer => issuer.CreateToken(payload => payload.Remove("jti"))),
            ["no subject"] = ("missing_claim", issuer => issuer.CreateToken(payload => payload.Remove("sub"))),
            ["empty client"] = ("missing_claim", issuer => issuer.CreateToken(payload => payload["client_id"] = "")),
            ["bound to a key, without a proof"] = ("proof_missing", issuer => issuer.CreateToken(payload => payload["cnf"] = new JsonObject { ["jkt"] = "abc" })),
        };

    private static string Header() => "{\"alg\":\"RS256\",\"typ\":\"at+jwt\",\"kid\":\"rsa-1\"}";

    private static string Good(TestIssuer issuer) => issuer.CreateToken();

    private static long Now() => TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();

    private static string Unsigned(TestIssuer issuer, string algorithm) =>
        $"{TestSigningKey.Encode($"{{\"alg\":\"{algorithm}\",\"typ\":\"at+jwt\",\"kid\":\"rsa-1\"}}")}.{TestSigningKey.Encode(issuer.CreatePayload().ToJsonString())}.";

    private static string Hmac(TestIssuer issuer, byte[] secret)
    {
        string token = issuer.CreateToken(header: header => header["alg"] = "HS256");
        string input = token[..token.LastIndexOf('.')];
        return $"{input}.{Base64Url.EncodeToString(HMACSHA256.HashData(secret, Encoding.ASCII.GetBytes(input)))}";
    }

    private static string ChangedPayload(TestIssuer issuer)
    {
        string[] parts = Good(issuer).Split('.');
        JsonObject payload = issuer.CreatePayload();
        payload["roles"] = new JsonArray("manager");
        return $"{parts[0]}.{TestSigningKey.Encode(payload.ToJsonString())}.{parts[2]}";
    }

    // The last of 342 characters carries four bits that mean nothing: setting one leaves the bytes as they are.
    private static string SecondSpelling(TestIssuer issuer)
    {
        string token = Good(issuer);
        return token[..^1] + (char)(token[^1] + 1);
    }

    private static string Resigned(TestIssuer issuer, byte[] signature)
    {
        string token = issuer.CreateToken(key: issuer.EllipticCurve);
        return $"{token[..token.LastIndexOf('.')]}.{Base64Url.EncodeToString(signature)}";
    }
}
