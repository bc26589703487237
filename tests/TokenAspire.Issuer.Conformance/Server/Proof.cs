using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace TokenAspire.Issuer.Conformance.Server;

/// <summary>A DPoP proof (RFC 9449 4.2), right unless a test makes it otherwise.</summary>
public sealed class Proof(TestKey key, HttpMethod method, Uri target, DateTimeOffset now)
{
    /// <summary>Its header; null leaves a member out.</summary>
    public Dictionary<string, object?> Header { get; } = new(StringComparer.Ordinal)
    {
        ["typ"] = "dpop+jwt",
        ["alg"] = "ES256",
        ["jwk"] = key.PublicJwk,
    };

    /// <summary>Its claims; null leaves one out.</summary>
    public Dictionary<string, object?> Claims { get; } = new(StringComparer.Ordinal)
    {
        ["jti"] = Guid.NewGuid().ToString(),
        ["htm"] = method.Method,
        ["htu"] = target.AbsoluteUri,
        ["iat"] = now.ToUnixTimeSeconds(),
    };

    /// <summary>Binds it to the access token that it goes with (RFC 9449 4.2).</summary>
    public Proof For(string accessToken)
    {
        Claims["ath"] = Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(accessToken)));
        return this;
    }

    /// <summary>What stands in the header <c>DPoP</c>.</summary>
    public override string ToString() => key.Sign(Header, Claims);
}
