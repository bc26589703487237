namespace TokenAspire.Issuer.Keys;

/// <summary>
/// Encrypts keys at rest. The built-in one derives its key from Issuer:KeyEncryptionSecret; an
/// external key service (a KMS, a Vault transit key) takes its place by implementing this.
/// </summary>
internal interface IKeyWrapping
{
    /// <summary>Encrypts and authenticates <paramref name="key"/>.</summary>
    /// <param name="key">What must not be stored in clear.</param>
    /// <param name="name">Which key it is; bound to the result, so that one key cannot be passed off as another.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    ValueTask<byte[]> WrapAsync(ReadOnlyMemory<byte> key, string name, CancellationToken cancellationToken);

    /// <summary>Undoes <see cref="WrapAsync"/>; throws <see cref="System.Security.Cryptography.CryptographicException"/> where secret, name or bytes differ.</summary>
    ValueTask<byte[]> UnwrapAsync(ReadOnlyMemory<byte> wrapped, string name, CancellationToken cancellationToken);

    /// <summary>The same key as it would be wrapped now; null where it is wrapped so already. Throws as <see cref="UnwrapAsync"/> does.</summary>
    ValueTask<byte[]?> RewrapAsync(ReadOnlyMemory<byte> wrapped, string name, CancellationToken cancellationToken);
}
