using System.Security.Cryptography;
using System.Text;

namespace TokenAspire.Issuer.Keys;

/// <summary>AES-256-GCM. The form: one byte of version, 12 of nonce, 16 of tag, the ciphertext.</summary>
internal sealed class AesGcmKeyWrapping(KeyEncryptionSecret secret) : IKeyWrapping
{
    private const byte Version = 1;
    private const int NonceEnd = 1 + 12;
    private const int TagEnd = NonceEnd + TagBytes;
    private const int TagBytes = 16;

    private readonly byte[] _key = secret.DeriveKey("key wrapping");

    public ValueTask<byte[]> WrapAsync(ReadOnlyMemory<byte> key, string name, CancellationToken cancellationToken)
    {
        byte[] wrapped = new byte[TagEnd + key.Length];
        wrapped[0] = Version;
        RandomNumberGenerator.Fill(wrapped.AsSpan(1..NonceEnd));
        using AesGcm aes = new(_key, TagBytes);
        aes.Encrypt(
            wrapped.AsSpan(1..NonceEnd), key.Span, wrapped.AsSpan(TagEnd), wrapped.AsSpan(NonceEnd..TagEnd), Encoding.UTF8.GetBytes(name));
        return ValueTask.FromResult(wrapped);
    }

    public ValueTask<byte[]> UnwrapAsync(ReadOnlyMemory<byte> wrapped, string name, CancellationToken cancellationToken)
    {
        if (wrapped.Length < TagEnd || wrapped.Span[0] != Version)
        {
            throw new CryptographicException($"The stored key '{name}' is not in a form that this version knows.");
        }

        byte[] key = new byte[wrapped.Length - TagEnd];
        using AesGcm aes = new(_key, TagBytes);
        aes.Decrypt(
            wrapped.Span[1..NonceEnd], wrapped.Span[TagEnd..], wrapped.Span[NonceEnd..TagEnd], key, Encoding.UTF8.GetBytes(name));
        return ValueTask.FromResult(key);
    }
}
