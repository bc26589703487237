using System.Collections.Frozen;
using System.Security.Cryptography;
using Npgsql;
using TokenAspire.Issuer.Contracts.Keys;
using TokenAspire.Issuer.Contracts.Telemetry;
using TokenAspire.Revocation;

namespace TokenAspire.Issuer.Keys;

/// <summary>The keys in Postgres, held in memory: once loaded, no request waits for the database.</summary>
internal sealed class PostgresSigningKeyRing(
    NpgsqlDataSource store, IKeyWrapping wrapping, KeyRotation rotation, IRevocationPublisher publisher, IssuerMetrics metrics) : ISigningKeyRing, IDisposable
{
    private readonly SemaphoreSlim _oneRefresh = new(1);
    private volatile Snapshot _current = Snapshot.Empty;

    public IReadOnlyList<PublishedKey> PublishedKeys => _current.Published;

    public long Version => _current.Version;

    public bool IsComplete => SigningAlgorithms.All.All(_current.Active.ContainsKey);

    public SigningKey GetSigningKey(string algorithm) =>
        _current.Active.TryGetValue(algorithm, out SigningKey? key)
            ? key
            : throw new InvalidOperationException($"The key ring has no active {algorithm} key.");

    /// <summary>Reads the stored keys and does what is due with them.</summary>
    public async Task RefreshAsync(CancellationToken cancellationToken)
    {
        await _oneRefresh.WaitAsync(cancellationToken);
        try
        {
            List<StoredKey> keys = await ReadAsync(cancellationToken);
            if (rotation.IsDue(keys))
            {
                await rotation.AdvanceAsync(cancellationToken);
                keys = await ReadAsync(cancellationToken);
            }

            await LoadAsync(keys, cancellationToken);
        }
        finally
        {
            _oneRefresh.Release();
        }
    }

    /// <summary>Puts new keys into use now.</summary>
    public async Task RotateNowAsync(CancellationToken cancellationToken)
    {
        await rotation.RotateNowAsync(cancellationToken);
        await RefreshAsync(cancellationToken);
    }

    /// <summary>
    /// Takes a compromised key out of the JWKS document here and now, elsewhere by the notice that goes with it, and has
    /// verifiers drop it. Null where there is no such key; else whether verifiers are being told.
    /// </summary>
    public async Task<PublicationOutcome?> RevokeAsync(string keyId, string actor, CancellationToken cancellationToken)
    {
        if (!await rotation.RevokeAsync(keyId, actor, cancellationToken))
        {
            return null;
        }

        // It is committed: whoever asked may hang up.
        PublicationOutcome outcome = await publisher.PublishPendingAsync(CancellationToken.None);
        await RefreshAsync(CancellationToken.None);
        return outcome;
    }

    /// <summary>Every key there is or was.</summary>
    public async Task<List<StoredKey>> ReadAsync(CancellationToken cancellationToken)
    {
        await using NpgsqlConnection connection = await store.OpenConnectionAsync(cancellationToken);
        return await SigningKeyTable.ReadAsync(connection, cancellationToken);
    }

    public void Dispose() => _oneRefresh.Dispose();

    private async Task LoadAsync(List<StoredKey> keys, CancellationToken cancellationToken)
    {
        PublishedKey[] published = [.. keys.Where(key => key.State is not SigningKeyState.Retired).Select(Publish)];
        Snapshot known = _current;
        if (published.Select(key => (key.KeyId, key.State)).SequenceEqual(known.Published.Select(key => (key.KeyId, key.State))))
        {
            return;
        }

        Dictionary<string, SigningKey> active = new(StringComparer.Ordinal);
        foreach (StoredKey key in keys.Where(key => key.State is SigningKeyState.Active))
        {
            active.Add(key.Algorithm, known.Active.GetValueOrDefault(key.Algorithm) is { } same && same.KeyId == key.KeyId
                ? same
                : await UnwrapAsync(key, cancellationToken));
        }

        _current = new Snapshot(published, active.ToFrozenDictionary(StringComparer.Ordinal), known.Version + 1);
        metrics.KeysPublished(published);
    }

    private async Task<SigningKey> UnwrapAsync(StoredKey key, CancellationToken cancellationToken)
    {
        try
        {
            byte[] pkcs8 = await wrapping.UnwrapAsync(key.WrappedPrivateKey, key.KeyId, cancellationToken);
            return KeyMaterial.SigningKey(key.Algorithm, key.KeyId, pkcs8);
        }
        catch (CryptographicException exception)
        {
            throw new InvalidOperationException(
                $"Signing key {key.KeyId} cannot be decrypted: Issuer:KeyEncryptionSecret is not the one it was stored under. Set it back, or name that one in Issuer:PreviousKeyEncryptionSecrets.", exception);
        }
    }

    private static PublishedKey Publish(StoredKey key)
    {
        SortedDictionary<string, string> members = KeyMaterial.PublicMembers(key.Algorithm, key.PublicKey);
        members.Remove("kty", out string? keyType);
        return new PublishedKey(key.KeyId, key.Algorithm, keyType!, members, key.State, key.CreatedAt);
    }

    private sealed record Snapshot(IReadOnlyList<PublishedKey> Published, FrozenDictionary<string, SigningKey> Active, long Version)
    {
        public static Snapshot Empty { get; } = new([], FrozenDictionary<string, SigningKey>.Empty, 0);
    }
}
