using Microsoft.IdentityModel.Tokens;
using TokenAspire.Issuer.Contracts.Keys;

namespace TokenAspire.Issuer.Duende.Keys;

/// <summary>A signing key of the ring as IdentityModel knows keys: it signs, and nothing of it can be taken out.</summary>
internal sealed class KeyRingSecurityKey : AsymmetricSecurityKey
{
    public KeyRingSecurityKey(SigningKey key)
    {
        Key = key;
        KeyId = key.KeyId;
        CryptoProviderFactory = new CryptoProviderFactory { CustomCryptoProvider = new KeyRingCryptoProvider() };
    }

    public SigningKey Key { get; }

    [Obsolete("As in the base class.")]
    public override bool HasPrivateKey => true;

    public override PrivateKeyStatus PrivateKeyStatus => PrivateKeyStatus.Exists;

    // An upper bound is all that is asked of it, and the ring has no key below.
    public override int KeySize => 2048;
}

/// <summary>Lets a key of the ring sign with its own algorithm and no other.</summary>
internal sealed class KeyRingCryptoProvider : ICryptoProvider
{
    public bool IsSupportedAlgorithm(string algorithm, params object[] args) => args is [KeyRingSecurityKey key, ..] && key.Key.Algorithm == algorithm;

    public object Create(string algorithm, params object[] args) => new KeyRingSignatureProvider((KeyRingSecurityKey)args[0], algorithm);

    public void Release(object cryptoInstance) => ((KeyRingSignatureProvider)cryptoInstance).Dispose();
}

/// <summary>Signs with a key of the ring.</summary>
internal sealed class KeyRingSignatureProvider(KeyRingSecurityKey key, string algorithm) : SignatureProvider(key, algorithm)
{
    public override byte[] Sign(byte[] input)
    {
        byte[] signature = new byte[key.Key.SignatureSize];
        return signature[..key.Key.Sign(input, signature)];
    }

    public override byte[] Sign(byte[] input, int offset, int count) => Sign(input.AsSpan(offset, count).ToArray());

    public override bool Sign(ReadOnlySpan<byte> data, Span<byte> destination, out int bytesWritten)
    {
        bytesWritten = 0;
        if (destination.Length < key.Key.SignatureSize)
        {
            return false;
        }

        bytesWritten = key.Key.Sign(data, destination);
        return true;
    }

    public override bool Verify(byte[] input, byte[] signature) => throw new NotSupportedException("Signatures are verified with published keys.");

    protected override void Dispose(bool disposing)
    {
        // The key is the ring's.
    }
}
