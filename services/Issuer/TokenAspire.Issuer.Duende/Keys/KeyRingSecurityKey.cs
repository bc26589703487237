using Microsoft.IdentityModel.Tokens;
using TokenAspire.Issuer.Contracts.Keys;

namespace TokenAspire.Issuer.Duende.Keys;

/// <summary>
/// A signing key of the ring under the name by which Duende hands keys around. Nothing of it can be taken out, and it
/// signs for nobody but <see cref="Tokens.IssuedTokenWriter"/>, which knows what it is.
/// </summary>
internal sealed class KeyRingSecurityKey : SecurityKey
{
    public KeyRingSecurityKey(SigningKey key)
    {
        Key = key;
        KeyId = key.KeyId;
    }

    public SigningKey Key { get; }

    public override int KeySize => Key.SignatureSize * 8;
}
