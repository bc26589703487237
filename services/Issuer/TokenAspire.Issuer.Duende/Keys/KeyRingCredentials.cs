using Duende.IdentityServer.Stores;
using Microsoft.IdentityModel.Tokens;
using TokenAspire.Issuer.Contracts.Keys;

namespace TokenAspire.Issuer.Duende.Keys;

/// <summary>The active key of one algorithm; there is a store for each.</summary>
internal sealed class KeyRingCredentials(ISigningKeyRing ring, string algorithm) : ISigningCredentialStore
{
    private SigningCredentials? _current;

    public Task<SigningCredentials?> GetSigningCredentialsAsync(CancellationToken ct) => Task.FromResult(Current());

    private SigningCredentials? Current()
    {
        // The ring throws for an algorithm that no resource is registered with.
        if (!ring.PublishedKeys.Any(key => key.Algorithm == algorithm && key.State is SigningKeyState.Active))
        {
            return null;
        }

        SigningKey active = ring.GetSigningKey(algorithm);
        SigningCredentials? current = _current;
        if (current?.Key is not KeyRingSecurityKey known || !ReferenceEquals(known.Key, active))
        {
            _current = current = new SigningCredentials(new KeyRingSecurityKey(active), algorithm);
        }

        return current;
    }
}
