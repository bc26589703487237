using Npgsql;
using TokenAspire.Issuer.Contracts.Keys;
using TokenAspire.Issuer.Store;

namespace TokenAspire.Issuer.Keys;

/// <summary>The rows of <c>signing_keys</c>.</summary>
internal static class SigningKeyTable
{
    public static async Task<List<StoredKey>> ReadAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        const string Sql =
            """
            select key_id, algorithm, state, state_since, created_at, public_key, wrapped_private_key, revoked_at
              from signing_keys order by created_at, key_id
            """;
        await using NpgsqlCommand command = new(Sql, connection);
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(cancellationToken);
        List<StoredKey> keys = [];
        while (await reader.ReadAsync(cancellationToken))
        {
            keys.Add(new StoredKey(
                reader.GetString(0),
                reader.GetString(1),
                Enum.Parse<SigningKeyState>(reader.GetString(2), ignoreCase: true),
                reader.GetTime(3),
                reader.GetTime(4),
                reader.GetFieldValue<byte[]>(5),
                reader.IsDBNull(6) ? null : reader.GetFieldValue<byte[]>(6),
                reader.GetTimeOrNull(7)));
        }

        return keys;
    }

    public static async Task InsertAsync(NpgsqlConnection connection, StoredKey key, CancellationToken cancellationToken)
    {
        const string Sql =
            """
            insert into signing_keys (key_id, algorithm, state, state_since, created_at, public_key, wrapped_private_key)
              values ($1, $2, $3, $4, $5, $6, $7)
            """;
        await using NpgsqlCommand command = new(Sql, connection);
        command.With(key.KeyId).With(key.Algorithm).With(Name(key.State)).With(key.StateSince).With(key.CreatedAt)
            .With(key.PublicKey).With(key.WrappedPrivateKey);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Moves a key on; a retired one loses its private half for good.</summary>
    public static async Task MoveAsync(
        NpgsqlConnection connection, string keyId, SigningKeyState state, DateTimeOffset now, CancellationToken cancellationToken)
    {
        const string Sql =
            """
            update signing_keys
              set state = $2, state_since = $3, wrapped_private_key = case when $2 = 'retired' then null else wrapped_private_key end
              where key_id = $1
            """;
        await using NpgsqlCommand command = new(Sql, connection);
        await command.With(keyId).With(Name(state)).With(now).ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Notes that a key is not to be trusted, whatever its state.</summary>
    public static async Task MarkRevokedAsync(NpgsqlConnection connection, string keyId, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using NpgsqlCommand command = new("update signing_keys set revoked_at = coalesce(revoked_at, $2) where key_id = $1", connection);
        await command.With(keyId).With(now).ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Puts a key under another wrapping.</summary>
    public static async Task RewrapAsync(NpgsqlConnection connection, string keyId, byte[] wrapped, CancellationToken cancellationToken)
    {
        const string Sql = "update signing_keys set wrapped_private_key = $2 where key_id = $1 and state <> 'retired'";
        await using NpgsqlCommand command = new(Sql, connection);
        await command.With(keyId).With(wrapped).ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>The state as stored, and as operators see it.</summary>
    public static string Name(SigningKeyState state) => state switch
    {
        SigningKeyState.Announced => "announced",
        SigningKeyState.Active => "active",
        SigningKeyState.Retiring => "retiring",
        SigningKeyState.Retired => "retired",
        _ => throw new ArgumentOutOfRangeException(nameof(state), state, message: null),
    };
}
