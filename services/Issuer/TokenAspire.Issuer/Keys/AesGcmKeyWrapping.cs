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

    // The present one first; what it wraps is opened with no other.
    private readonly IReadOnlyList<byte[]> _keys = secret.DeriveKeys("key wrapping");

    public ValueTask<byte[]> WrapAsync(ReadOnlyMemory<byte> key, string name, CancellationToken cancellationToken)
    {
        byte[] wrapped = new byte[TagEnd + key.Length];
        wrapped[0] = Version;
        RandomNumberGenerator.Fill(wrapped.AsSpan(1..NonceEnd));
        using AesGcm aes = new(_keys[0], TagBytes);
        aes.Encrypt(
            wrapped.AsSpan(1..NonceEnd), key.Span, wrapped.AsSpan(TagEnd), wrapped.AsSpan(NonceEnd..TagEnd), Encoding.UTF8.GetBytes(name));
        return ValueTask.FromResult(wrapped);
    }

    public ValueTask<byte[]> UnwrapAsync(ReadOnlyMemory<byte> wrapped, string name, CancellationToken cancellationToken) =>
        ValueTask.FromResult(Unwrap(wrapped.Span, name, out _));

    public async ValueTask<byte[]?> RewrapAsync(ReadOnlyMemory<byte> wrapped, string name, CancellationToken cancellationToken)
    {
        byte[] key = Unwrap(wrapped.Span, name, out bool isPresent);
        return isPresent ? null : await WrapAsync(key, name, cancellationToken);
    }

    // The tag tells which secret it was; there are two of them at most times of a change, and one at all others.
    private byte[] Unwrap(ReadOnlySpan<byte> wrapped, string name, out bool isPresent)
    {
        if (wrapped.Length < TagEnd || wrapped[0] != Version)
        {
            throw new CryptographicException($"The stored key '{name}' is not in a form that this version knows.");
        }

        byte[] key = new byte[wrapped.Length - TagEnd];
        isPresent = true;
        foreach (byte[] candidate in _keys)
        {
            using AesGcm aes = new(candidate, TagBytes);
            try
            {
                aes.Decrypt(wrapped[1..NonceEnd], wrapped[TagEnd..], wrapped[NonceEnd..TagEnd], key, Encoding.UTF8.GetBytes(name));
                return key;
            }
            catch (AuthenticationTagMismatchException)
            {
                isPresent = false;
            }
        }

        throw new CryptographicException(
            $"The stored key '{name}' opens with neither Issuer:KeyEncryptionSecret nor Issuer:PreviousKeyEncryptionSecrets. Add the secret it was stored under to the latter.");
    }
}
