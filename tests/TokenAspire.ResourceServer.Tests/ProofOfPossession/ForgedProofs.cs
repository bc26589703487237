using System.Buffers.Text;
using System.Text.Json.Nodes;

namespace TokenAspire.ResourceServer.Tests;

/// <summary>One proof for each line of RFC 9449 section 4.3 that does not hold, and for what an attacker would try.</summary>
internal static class ForgedProofs
{
    private static readonly TestProofKey Stranger = new();

    public static Dictionary<string, Func<TestProofKey, string, string, string>> All { get; } = new(StringComparer.Ordinal)
    {
        ["no compact JWS"] = (_, _, _) => "proof",
        ["empty parts"] = (_, _, _) => "..",
        ["two proofs in one header"] = (key, token, uri) => $"{key.CreateProof(token, uri)},{key.CreateProof(token, uri)}",
        ["the access token itself"] = (_, token, _) => token,
        ["too large"] = (key, token, uri) => key.CreateProof(token, uri, claims: claims => claims["padding"] = new string('x', 5_000)),
        ["no type"] = (key, token, uri) => key.CreateProof(token, uri, header: header => header.Remove("typ")),
        ["type of an access token"] = (key, token, uri) => key.CreateProof(token, uri, header: header => header["typ"] = "at+jwt"),
        ["type of any JWT"] = (key, token, uri) => key.CreateProof(token, uri, header: header => header["typ"] = "JWT"),
        ["no algorithm"] = (key, token, uri) => key.CreateProof(token, uri, header: header => header.Remove("alg")),
        ["algorithm none"] = (key, token, uri) => key.CreateProof(token, uri, header: header => header["alg"] = "none"),
        ["symmetric algorithm"] = (key, token, uri) => key.CreateProof(token, uri, header: header => header["alg"] = "HS256"),
        ["algorithm of another kind of key"] = (key, token, uri) => key.CreateProof(token, uri, header: header => header["alg"] = "RS256"),
        ["algorithm in small letters"] = (key, token, uri) => key.CreateProof(token, uri, header: header => header["alg"] = "es256"),
        ["critical header"] = (key, token, uri) => key.CreateProof(token, uri, header: header => header["crit"] = new JsonArray("exp")),
        ["no key"] = (key, token, uri) => key.CreateProof(token, uri, header: header => header.Remove("jwk")),
        ["key that is text"] = (key, token, uri) => key.CreateProof(token, uri, header: header => header["jwk"] = key.ToJwk().ToJsonString()),
        ["private key"] = (key, token, uri) => key.CreateProof(token, uri, header: header => header["jwk"] = key.ToJwk(includePrivate: true)),
        ["private member of another kind"] = (key, token, uri) => key.CreateProof(token, uri, header: header => header["jwk"]!["qi"] = ""),
        ["symmetric key"] = (key, token, uri) => key.CreateProof(token, uri, header: header => header["jwk"] = new JsonObject { ["kty"] = "oct", ["k"] = "AAAA" }),
        ["key on another curve"] = (key, token, uri) => key.CreateProof(token, uri, header: header => header["jwk"]!["crv"] = "P-384"),
        ["point that is not on the curve"] = (key, token, uri) => key.CreateProof(token, uri, header: header => header["jwk"]!["y"] = Base64Url.EncodeToString(new byte[32])),
        ["key without a member"] = (key, token, uri) => key.CreateProof(token, uri, header: header => header["jwk"]!.AsObject().Remove("y")),
        ["coordinate with padding"] = (key, token, uri) => key.CreateProof(token, uri, header: header => header["jwk"]!["x"] += "="),
        ["coordinate that ends the string"] = (key, token, uri) => key.CreateProof(token, uri, header: header => header["jwk"]!["x"] += "\",\"z\":\""),
        ["another client's key"] = (_, token, uri) => Stranger.CreateProof(token, uri),
        ["this client's key, another's signature"] = (key, token, uri) => Stranger.CreateProof(token, uri, header: header => header["jwk"] = key.ToJwk()),
        ["no signature"] = (key, token, uri) => Resigned(key.CreateProof(token, uri), []),
        ["signature of zeros"] = (key, token, uri) => Resigned(key.CreateProof(token, uri), new byte[64]),
        ["short signature"] = (key, token, uri) => Resigned(key.CreateProof(token, uri), new byte[63]),
        ["changed claims"] = (key, token, uri) => Changed(key.CreateProof(token, uri)),
        ["a name twice in the header"] = (key, token, uri) => key.SignRaw(Twice(key), Claims(token, uri)),
        ["a name twice in the claims"] = (key, token, uri) => key.SignRaw(Header(key), Claims(token, uri).Replace("{", "{\"htm\":\"POST\",", StringComparison.Ordinal)),
        ["claims that are a list"] = (key, _, _) => key.SignRaw(Header(key), "[]"),
        ["claims that are nothing"] = (key, _, _) => key.SignRaw(Header(key), "null"),
        ["header that is a list"] = (key, token, uri) => key.SignRaw("[]", Claims(token, uri)),
        ["header that is no JSON"] = (key, token, uri) => key.SignRaw("{", Claims(token, uri)),
        ["no id"] = (key, token, uri) => key.CreateProof(token, uri, claims: claims => claims.Remove("jti")),
        ["empty id"] = (key, token, uri) => key.CreateProof(token, uri, claims: claims => claims["jti"] = ""),
        ["endless id"] = (key, token, uri) => key.CreateProof(token, uri, claims: claims => claims["jti"] = new string('j', 257)),
        ["id that is a number"] = (key, token, uri) => key.CreateProof(token, uri, claims: claims => claims["jti"] = 1),
        ["no method"] = (key, token, uri) => key.CreateProof(token, uri, claims: claims => claims.Remove("htm")),
        ["another method"] = (key, token, uri) => key.CreateProof(token, uri, "POST"),
        ["method in small letters"] = (key, token, uri) => key.CreateProof(token, uri, "get"),
        ["no URL"] = (key, token, uri) => key.CreateProof(token, uri, claims: claims => claims.Remove("htu")),
        ["another path"] = (key, token, uri) => key.CreateProof(token, uri + "x"),
        ["path without its end"] = (key, token, uri) => key.CreateProof(token, uri[..^1]),
        ["path in capitals"] = (key, token, uri) => key.CreateProof(token, uri.Replace("orders", "ORDERS", StringComparison.Ordinal)),
        ["another scheme"] = (key, token, uri) => key.CreateProof(token, uri.Replace("http:", "https:", StringComparison.Ordinal)),
        ["another host"] = (key, token, _) => key.CreateProof(token, "http://evil.example/orders"),
        ["another port"] = (key, token, _) => key.CreateProof(token, "http://127.0.0.1/orders"),
        ["relative URL"] = (key, token, _) => key.CreateProof(token, "/orders"),
        ["URL with a user"] = (key, token, uri) => key.CreateProof(token, uri.Replace("//", "//me@", StringComparison.Ordinal)),
        ["no time"] = (key, token, uri) => key.CreateProof(token, uri, claims: claims => claims.Remove("iat")),
        ["time that is text"] = (key, token, uri) => key.CreateProof(token, uri, claims: claims => claims["iat"] = $"{Now()}"),
        ["time beyond all times"] = (key, token, uri) => key.CreateProof(token, uri, claims: claims => claims["iat"] = 1e300),
        ["time before all times"] = (key, token, uri) => key.CreateProof(token, uri, claims: claims => claims["iat"] = long.MinValue),
        ["too old"] = (key, token, uri) => key.CreateProof(token, uri, claims: claims => claims["iat"] = Now() - 62),
        ["from the future"] = (key, token, uri) => key.CreateProof(token, uri, claims: claims => claims["iat"] = Now() + 40),
        ["no token hash"] = (key, token, uri) => key.CreateProof(token, uri, claims: claims => claims.Remove("ath")),
        ["hash of another token"] = (key, token, uri) => key.CreateProof(token + "x", uri),
        ["token itself for its hash"] = (key, token, uri) => key.CreateProof(token, uri, claims: claims => claims["ath"] = token),
    };

    private static long Now() => TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();

    private static string Header(TestProofKey key) => $"{{\"typ\":\"dpop+jwt\",\"alg\":\"ES256\",\"jwk\":{key.ToJwk().ToJsonString()}}}";

    private static string Twice(TestProofKey key) => Header(key).Replace("\"alg\"", "\"alg\":\"none\",\"alg\"", StringComparison.Ordinal);

    private static string Claims(string token, string uri) =>
        $"{{\"jti\":\"{Guid.NewGuid()}\",\"htm\":\"GET\",\"htu\":\"{uri}\",\"iat\":{Now()},\"ath\":\"{TestProofKey.Hash(token)}\"}}";

    private static string Resigned(string proof, byte[] signature) => $"{proof[..proof.LastIndexOf('.')]}.{Base64Url.EncodeToString(signature)}";

    private static string Changed(string proof)
    {
        string[] parts = proof.Split('.');
        return $"{parts[0]}.{TestSigningKey.Encode("{\"jti\":\"1\"}")}.{parts[2]}";
    }
}
