using Duende.IdentityServer.Models;
using Duende.IdentityServer.Stores;
using Microsoft.IdentityModel.Tokens;
using TokenAspire.Issuer.Contracts.Keys;
using JsonWebKey = Microsoft.IdentityModel.Tokens.JsonWebKey;

namespace TokenAspire.Issuer.Duende.Keys;

/// <summary>Every published key of the ring, for the JWKS document.</summary>
internal sealed class KeyRingValidationKeys(ISigningKeyRing ring) : IValidationKeysStore
{
    public Task<IReadOnlyCollection<SecurityKeyInfo>> GetValidationKeysAsync(CancellationToken ct) => Task.FromResult<IReadOnlyCollection<SecurityKeyInfo>>(
        [.. ring.PublishedKeys.Where(key => key.State is not SigningKeyState.Retired)
            .Select(key => new SecurityKeyInfo { Key = ToJsonWebKey(key), SigningAlgorithm = key.Algorithm })]);

    private static JsonWebKey ToJsonWebKey(PublishedKey key) => new()
    {
        Kty = key.KeyType,
        Use = JsonWebKeyUseNames.Sig,
        Alg = key.Algorithm,
        Kid = key.KeyId,
        // RFC 7518 6: never d, p, q or the others, whatever the ring hands over.
        N = key.Parameters.GetValueOrDefault("n"),
        E = key.Parameters.GetValueOrDefault("e"),
        Crv = key.Parameters.GetValueOrDefault("crv"),
        X = key.Parameters.GetValueOrDefault("x"),
        Y = key.Parameters.GetValueOrDefault("y"),
    };
}
