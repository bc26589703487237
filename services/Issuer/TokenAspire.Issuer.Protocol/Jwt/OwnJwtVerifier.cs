using System.Buffers;
using System.Buffers.Text;
using System.Collections.Frozen;
using System.Text;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using TokenAspire.Issuer.Contracts;
using TokenAspire.Issuer.Contracts.Keys;

namespace TokenAspire.Issuer.Protocol.Jwt;

/// <summary>
/// Recognises JWTs of one type that this issuer signed (RFC 8725). A resource server has to read headers; their
/// author only compares them with what it writes. So <c>crit</c>, <c>jku</c>, <c>jwk</c>, <c>x5c</c>, members given
/// twice, other types and another algorithm for a key need no rules here: a header with any of that is not one of ours.
/// </summary>
internal sealed class OwnJwtVerifier(JwtHeader type, IssuerIdentity issuer, ISigningKeyRing keys)
{
    private const int MaxLength = 8_192;
    private const int MaxSignatureBytes = 1_024;

    private readonly JsonWebTokenHandler _handler = new() { MapInboundClaims = false, MaximumTokenSizeInBytes = MaxLength };
    private volatile TrustedKeys? _trusted;

    /// <summary>The token, expired or not; null where it is not one of ours.</summary>
    public async ValueTask<JsonWebToken?> VerifyAsync(string token)
    {
        if (token.Length > MaxLength || token.AsSpan().Count('.') != 2 || !IsCanonical(token.AsSpan(token.LastIndexOf('.') + 1)))
        {
            return null;
        }

        // RFC 8725 3.1 and 3.5: a key is tried only for its own kid, and only with its own algorithm.
        string header = token[..token.IndexOf('.', StringComparison.Ordinal)];
        if (!Trusted().ByHeader.TryGetValue(header, out TokenValidationParameters? parameters))
        {
            return null;
        }

        TokenValidationResult result = await _handler.ValidateTokenAsync(token, parameters);
        return result is { IsValid: true, SecurityToken: JsonWebToken verified } ? verified : null;
    }

    // RFC 7515 2: base64url without padding, white space or other spellings of the same bytes. Header and
    // payload are compared or signed as they stand; the signature is the one part that could be respelled.
    private static bool IsCanonical(ReadOnlySpan<char> signature)
    {
        Span<byte> bytes = stackalloc byte[MaxSignatureBytes];
        return Base64Url.DecodeFromChars(signature, bytes, out _, out int length) is OperationStatus.Done
            && signature.SequenceEqual(Base64Url.EncodeToString(bytes[..length]));
    }

    private TrustedKeys Trusted()
    {
        long version = keys.Version;
        TrustedKeys? trusted = _trusted;
        if (trusted is null || trusted.Version != version)
        {
            _trusted = trusted = new TrustedKeys(
                version, keys.PublishedKeys.ToFrozenDictionary(HeaderOf, CreateParameters, StringComparer.Ordinal));
        }

        return trusted;
    }

    private string HeaderOf(PublishedKey key) => Encoding.ASCII.GetString(type.Encode(key.Algorithm, key.KeyId)).TrimEnd('.');

    private TokenValidationParameters CreateParameters(PublishedKey key) => new()
    {
        ValidIssuer = issuer.Identifier,
        ValidTypes = [type.Type],
        ValidAlgorithms = [key.Algorithm],
        RequireSignedTokens = true,
        TryAllIssuerSigningKeys = false,
        ValidateAudience = false, // it was issued here, whoever it is for
        ValidateLifetime = false, // decided by who asks: revocation and logout recognise an expired token too, LiveAccessTokens refuses it
        IssuerSigningKey = ToJsonWebKey(key),
    };

    private static JsonWebKey ToJsonWebKey(PublishedKey key) => new()
    {
        Kid = key.KeyId,
        Alg = key.Algorithm,
        Kty = key.KeyType,
        Use = "sig",
        N = key.Parameters.GetValueOrDefault("n"),
        E = key.Parameters.GetValueOrDefault("e"),
        Crv = key.Parameters.GetValueOrDefault("crv"),
        X = key.Parameters.GetValueOrDefault("x"),
        Y = key.Parameters.GetValueOrDefault("y"),
    };

    private sealed record TrustedKeys(long Version, FrozenDictionary<string, TokenValidationParameters> ByHeader);
}
