using System.Buffers.Text;
using System.Text;
using System.Text.Json.Nodes;

namespace TokenAspire.ResourceServer.Tests.Corpus;

/// <summary>Makes tokens of an issuer's real keys, out of whatever bytes it is given.</summary>
internal sealed class TokenForge(TestIssuer issuer, Random random)
{
    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

    public TestIssuer Issuer => issuer;

    public Random Random => random;

    /// <summary>One of the keys. The elliptic one is quicker to sign with, and comes more often.</summary>
    public TestSigningKey Key => random.Next(8) == 0 ? issuer.Rsa : issuer.EllipticCurve;

    public static string Encode(byte[] bytes) => Base64Url.EncodeToString(bytes);

    public static byte[] Decode(string part) => Base64Url.DecodeFromChars(part);

    public static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);

    public static string HeaderOf(TestSigningKey key) => $"{{\"alg\":\"{key.Algorithm}\",\"typ\":\"at+jwt\",\"kid\":\"{key.KeyId}\"}}";

    /// <summary>A good token.</summary>
    public string Good(TestSigningKey? key = null) => issuer.CreateToken(key: key ?? Key);

    /// <summary>Signs exactly these bytes.</summary>
    public static string Sign(byte[] header, byte[] payload, TestSigningKey key)
    {
        string input = $"{Encode(header)}.{Encode(payload)}";
        return $"{input}.{Encode(key.Sign(input))}";
    }

    /// <summary>A good payload under this header.</summary>
    public string WithHeader(byte[] header, TestSigningKey key) => Sign(header, Utf8(issuer.CreatePayload().ToJsonString()), key);

    public string WithHeader(Action<JsonObject> change, TestSigningKey? key = null) => issuer.CreateToken(header: change, key: key ?? Key);

    /// <summary>This payload under a good header.</summary>
    public string WithPayload(byte[] payload)
    {
        TestSigningKey key = Key;
        return Sign(Utf8(HeaderOf(key)), payload, key);
    }

    public string WithPayload(Action<JsonObject> change) => issuer.CreateToken(change, key: Key);

    /// <summary>A good payload with one member more, or one replaced, by its JSON.</summary>
    public string WithClaim(string name, string json)
    {
        JsonObject payload = issuer.CreatePayload();
        payload.Remove(name);
        string others = payload.ToJsonString();
        return WithPayload(Utf8($"{others[..^1]},\"{name}\":{json}}}"));
    }

    /// <summary>Another character of the alphabet.</summary>
    public char Other(char character)
    {
        char other = Alphabet[random.Next(Alphabet.Length)];
        return other == character ? Other(character) : other;
    }

    /// <summary>Replaces one character, but not the last: its unused bits are another matter.</summary>
    public string Flip(string part)
    {
        int index = random.Next(part.Length - 1);
        return $"{part[..index]}{Other(part[index])}{part[(index + 1)..]}";
    }

    public T Pick<T>(IReadOnlyList<T> values) => values[random.Next(values.Count)];
}
