using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using TokenAspire.Revocation;

namespace TokenAspire.Gateway.Bff.Issuer;

/// <summary>Decides whether an id token or a logout token is the issuer's, for this client, and of now.</summary>
internal sealed class IssuerTokenValidator(IssuerMetadata metadata, RevokedSigningKeys revokedKeys, IOptions<BffOptions> options, TimeProvider time)
{
    private const int LargestToken = 16 * 1024;

    // RFC 8725 section 3.1: these and no others, whatever the header says.
    private static readonly string[] Algorithms =
        [SecurityAlgorithms.RsaSha256, SecurityAlgorithms.RsaSsaPssSha256, SecurityAlgorithms.EcdsaSha256];

    private static readonly TimeSpan ClockSkew = TimeSpan.FromSeconds(30);

    private readonly JsonWebTokenHandler _handler = new() { MapInboundClaims = false, MaximumTokenSizeInBytes = LargestToken };

    /// <summary>OIDC Core section 3.1.3.7, with the nonce of the login and the hash of the token that came along; null where it is refused.</summary>
    public async Task<JsonWebToken?> ValidateIdTokenAsync(string idToken, string nonce, string accessToken)
    {
        JsonWebToken? token = await ValidateAsync(idToken, types: ["JWT"]);
        return token is not null
            && Text(token, "sub") is { Length: > 0 }
            && Text(token, "sid") is { Length: > 0 }
            && Equal(Text(token, "nonce"), nonce)
            && Equal(Text(token, "at_hash"), LeftHalfOfHash(accessToken))
                ? token
                : null;
    }

    /// <summary>OIDC Core section 12.2: whether the id token of a refresh is about the same login as the one of the session.</summary>
    public async Task<bool> IsRefreshedIdTokenAsync(string idToken, string former, string accessToken)
    {
        JsonWebToken before = new(former);
        return await ValidateAsync(idToken, types: ["JWT"]) is { } token
            && token.Issuer == before.Issuer
            && token.Subject == before.Subject
            && token.Audiences.SequenceEqual(before.Audiences, StringComparer.Ordinal)
            && Text(token, "azp") == Text(before, "azp")
            && Text(token, "sid") == Text(before, "sid")
            && IsAbsentOrSame(token, before, "auth_time")
            && IsAbsentOrSame(token, before, "nonce")
            && (Text(token, "at_hash") is not { } hash || Equal(hash, LeftHalfOfHash(accessToken)));
    }

    /// <summary>Back-Channel Logout section 2.4: its own type, so that nothing else can be passed off as one (RFC 8725 section 3.11).</summary>
    public Task<JsonWebToken?> ValidateLogoutTokenAsync(string logoutToken) => ValidateAsync(logoutToken, types: ["logout+jwt", "application/logout+jwt"]);

    /// <summary>A text claim; null where it is absent or something else. Asked for as a string, a number would become one.</summary>
    public static string? Text(JsonWebToken token, string claim) => token.TryGetPayloadValue(claim, out object value) ? value as string : null;

    private async Task<JsonWebToken?> ValidateAsync(string encoded, string[] types)
    {
        if (encoded.Length > LargestToken || !_handler.CanReadToken(encoded) || await FindKeysAsync(encoded) is not { } keys)
        {
            return null;
        }

        TokenValidationResult result = await _handler.ValidateTokenAsync(encoded, new TokenValidationParameters
        {
            IssuerSigningKeys = keys,
            ValidIssuer = metadata.Issuer,
            ValidAudience = options.Value.ClientId,
            ValidAlgorithms = Algorithms,
            ValidTypes = types,
            RequireSignedTokens = true,
            RequireExpirationTime = true,
            TryAllIssuerSigningKeys = false,
            LifetimeValidator = IsOfNow,
        });
        return result.IsValid
            && result.SecurityToken is JsonWebToken token
            && token.Issuer == metadata.Issuer
            && IsIssuedBefore(token, time.GetUtcNow() + ClockSkew)
            && IsForThisClientAlone(token)
                ? token
                : null;
    }

    private async Task<ICollection<SecurityKey>?> FindKeysAsync(string encoded)
    {
        using CancellationTokenSource limit = new(options.Value.IssuerTimeout, time);
        try
        {
            string keyId = _handler.ReadJsonWebToken(encoded).Kid;
            return revokedKeys.Contains(keyId) ? null : await metadata.FindKeysAsync(keyId, limit.Token);
        }
        catch (Exception fault) when (fault is ArgumentException or OperationCanceledException)
        {
            // Three parts and no token, or an issuer that says nothing about its keys.
            return null;
        }
    }

    private bool IsOfNow(DateTime? notBefore, DateTime? expires, SecurityToken token, TokenValidationParameters parameters)
    {
        DateTime now = time.GetUtcNow().UtcDateTime;
        return expires > now - ClockSkew && (notBefore is null || notBefore < now + ClockSkew);
    }

    private static bool IsIssuedBefore(JsonWebToken token, DateTimeOffset limit) =>
        token.TryGetPayloadValue("iat", out long issuedAt) && issuedAt > 0 && issuedAt <= limit.ToUnixTimeSeconds();

    // OIDC Core section 3.1.3.7, 3 to 5: no other audience, and nobody else it was made for.
    private bool IsForThisClientAlone(JsonWebToken token) =>
        token.Audiences.Take(2).Count() == 1 && (Text(token, "azp") is not { } party || party == options.Value.ClientId);

    // OIDC Core section 3.1.3.6: the hash of the token's ASCII, its left half, base64url. All three algorithms hash with SHA-256.
    private static string LeftHalfOfHash(string accessToken) =>
        Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(accessToken)).AsSpan(0, SHA256.HashSizeInBytes / 2));

    private static bool IsAbsentOrSame(JsonWebToken token, JsonWebToken before, string claim) =>
        !token.TryGetPayloadValue(claim, out object value) || (before.TryGetPayloadValue(claim, out object known) && value.Equals(known));

    private static bool Equal(string? given, string expected) =>
        given is not null && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(given), Encoding.UTF8.GetBytes(expected));
}
