using Microsoft.Extensions.Options;
using Npgsql;
using TokenAspire.Issuer.Contracts.Keys;
using TokenAspire.Issuer.Contracts.Telemetry;
using TokenAspire.Issuer.Revocations;
using TokenAspire.Issuer.Store;
using TokenAspire.Revocation;

namespace TokenAspire.Issuer.Keys;

/// <summary>Changes the stored keys, one issuer at a time; the others read the outcome.</summary>
internal sealed class KeyRotation(
    NpgsqlDataSource store,
    IKeyWrapping wrapping,
    KeySchedule schedule,
    IOptions<RevocationOptions> revocation,
    IssuerMetrics metrics,
    TimeProvider time,
    ILogger<KeyRotation> logger)
{
    /// <summary>Where the issuers of one database tell each other that keys have changed.</summary>
    public const string Channel = "tokenaspire_signing_keys";

    private const string Compromised = "key_compromised";

    /// <summary>Whether <see cref="AdvanceAsync"/> would change anything.</summary>
    public bool IsDue(IReadOnlyCollection<StoredKey> keys) =>
        SigningAlgorithms.All.Any(algorithm => schedule.Due(Of(keys, algorithm), time.GetUtcNow()).Any());

    /// <summary>Does what the schedule says is due. The first issuer of all makes the first keys here.</summary>
    public Task AdvanceAsync(CancellationToken cancellationToken) =>
        ChangeAsync((keys, now) => schedule.Due(keys, now), cancellationToken);

    /// <summary>Puts a new key into use now, for every algorithm.</summary>
    public Task RotateNowAsync(CancellationToken cancellationToken) =>
        ChangeAsync((keys, _) => KeySchedule.OnDemand(keys), cancellationToken);

    /// <summary>
    /// Takes a compromised key out of use, puts another in its place and journals its revocation, all in one transaction.
    /// False where there is no such key.
    /// </summary>
    public async Task<bool> RevokeAsync(string keyId, string actor, CancellationToken cancellationToken)
    {
        bool found = false;
        await ChangeAsync((keys, _) => KeySchedule.OnCompromise(keys, keyId), cancellationToken, JournalAsync);
        return found;

        async Task JournalAsync(NpgsqlConnection connection, IReadOnlyCollection<StoredKey> keys, DateTimeOffset now)
        {
            found = keys.Any(key => key.KeyId == keyId);
            if (found)
            {
                await SigningKeyTable.MarkRevokedAsync(connection, keyId, now, cancellationToken);
                RevocationEntry entry = new(RevocationKind.SigningKey, keyId, now, now + revocation.Value.Retention);
                await PostgresRevocationJournal.AppendAsync(connection, entry, Compromised, actor, cancellationToken);
            }
        }
    }

    private async Task ChangeAsync(
        Func<IReadOnlyCollection<StoredKey>, DateTimeOffset, IEnumerable<KeyChange>> decide,
        CancellationToken cancellationToken,
        Func<NpgsqlConnection, IReadOnlyCollection<StoredKey>, DateTimeOffset, Task>? alongside = null)
    {
        bool activated = false;
        try
        {
            await using AdvisoryLock held = await AdvisoryLock.AcquireAsync(store, IssuerLock.SigningKeys, cancellationToken);
            List<StoredKey> keys = await SigningKeyTable.ReadAsync(held.Connection, cancellationToken);
            DateTimeOffset now = time.GetUtcNow();
            foreach (string algorithm in SigningAlgorithms.All)
            {
                foreach (KeyChange change in decide(Of(keys, algorithm), now))
                {
                    string keyId = await ApplyAsync(held.Connection, algorithm, change, now, cancellationToken);
                    Log.KeyMoved(logger, keyId, algorithm, change.State);
                    activated |= change.State is SigningKeyState.Active;
                }
            }

            if (alongside is not null)
            {
                await alongside(held.Connection, keys, now);
            }

            // Delivered with the commit.
            await using NpgsqlCommand notify = new($"notify {Channel}", held.Connection);
            await notify.ExecuteNonQueryAsync(cancellationToken);
            await held.Transaction.CommitAsync(cancellationToken);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            metrics.KeyRotated(succeeded: false);
            throw;
        }

        if (activated)
        {
            metrics.KeyRotated(succeeded: true);
        }
    }

    private async Task<string> ApplyAsync(
        NpgsqlConnection connection, string algorithm, KeyChange change, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (change.KeyId is { } existing)
        {
            await SigningKeyTable.MoveAsync(connection, existing, change.State, now, cancellationToken);
            return existing;
        }

        KeyMaterial material = KeyMaterial.Generate(algorithm);
        string keyId = KeyMaterial.Thumbprint(KeyMaterial.PublicMembers(algorithm, material.SubjectPublicKeyInfo));
        byte[] wrapped = await wrapping.WrapAsync(material.Pkcs8, keyId, cancellationToken);
        StoredKey key = new(keyId, algorithm, change.State, now, now, material.SubjectPublicKeyInfo, wrapped);
        await SigningKeyTable.InsertAsync(connection, key, cancellationToken);
        return keyId;
    }

    private static List<StoredKey> Of(IReadOnlyCollection<StoredKey> keys, string algorithm) =>
        [.. keys.Where(key => key.Algorithm == algorithm)];
}
