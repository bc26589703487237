using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using TokenAspire.Issuer.Contracts;
using TokenAspire.Issuer.Contracts.Keys;

namespace TokenAspire.Issuer.Protocol.AccessTokens;

/// <summary>
/// Recognises access tokens that this issuer signed (RFC 9068 4, RFC 8725), where they come back to
/// it: introspection, revocation and userinfo. Whether one has expired or is revoked is another question.
/// </summary>
internal sealed class AccessTokenVerifier(IssuerIdentity issuer, ISigningKeyRing keys)
{
    private const int MaxLength = 8_192;

    private static readonly string[] RequiredClaims = ["jti", "sub", "client_id", "scope"];

    private readonly JsonWebTokenHandler _handler = new() { MapInboundClaims = false, MaximumTokenSizeInBytes = MaxLength };
    private volatile TrustedKeys? _trusted;

    /// <summary>The token, expired or not; null where it is not one of ours.</summary>
    public async ValueTask<VerifiedAccessToken?> VerifyAsync(string token)
    {
        if (token.Length > MaxLength || token.AsSpan().Count('.') != 2)
        {
            return null;
        }

        TokenValidationResult result = await _handler.ValidateTokenAsync(token, Trusted().Parameters);
        return result is { IsValid: true, SecurityToken: JsonWebToken verified } && HasRequiredClaims(verified)
            ? new VerifiedAccessToken(verified)
            : null;
    }

    private static bool HasRequiredClaims(JsonWebToken token) =>
        RequiredClaims.All(name => token.TryGetPayloadValue(name, out string _))
        && token.TryGetPayloadValue("iat", out long _)
        && token.TryGetPayloadValue("exp", out long _);

    private TrustedKeys Trusted()
    {
        long version = keys.Version;
        TrustedKeys? trusted = _trusted;
        if (trusted is null || trusted.Version != version)
        {
            _trusted = trusted = new TrustedKeys(version, CreateParameters());
        }

        return trusted;
    }

    private TokenValidationParameters CreateParameters()
    {
        Dictionary<string, JsonWebKey> byKeyId = keys.PublishedKeys.ToDictionary(key => key.KeyId, ToJsonWebKey, StringComparer.Ordinal);
        return new TokenValidationParameters
        {
            ValidIssuer = issuer.Identifier,
            ValidTypes = ["at+jwt", "application/at+jwt"],
            ValidAlgorithms = ["RS256", "ES256"],
            RequireSignedTokens = true,
            TryAllIssuerSigningKeys = false,
            ValidateAudience = false,
            ValidateLifetime = false,

            // RFC 8725 3.1 and 3.5: a key is tried only for its own kid, and only with its own algorithm.
            IssuerSigningKeyResolver = (_, token, kid, _) =>
                kid is not null && byKeyId.TryGetValue(kid, out JsonWebKey? key) && token is JsonWebToken jwt && jwt.Alg == key.Alg
                    ? [key]
                    : [],
        };
    }

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

    private sealed record TrustedKeys(long Version, TokenValidationParameters Parameters);
}
