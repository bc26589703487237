using System.Reflection;
using System.Security.Cryptography;
using Npgsql;

namespace TokenAspire.Issuer.Store;

/// <summary>
/// Applies the numbered files of <c>Schema/</c> at start, in one transaction under a lock: several
/// issuers may start at once. A file that was applied and has changed since stops the start.
/// </summary>
internal sealed class SchemaMigration(NpgsqlDataSource store, TimeProvider time, ILogger<SchemaMigration> logger)
{
    private const string ResourcePrefix = "TokenAspire.Issuer.Schema.";

    public async Task ApplyAsync(CancellationToken cancellationToken)
    {
        await using AdvisoryLock held = await AdvisoryLock.AcquireAsync(store, IssuerLock.Schema, cancellationToken);
        Dictionary<string, byte[]> applied = await ReadAppliedAsync(held.Connection, cancellationToken);
        foreach ((string name, string sql) in ReadFiles())
        {
            byte[] checksum = SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(sql));
            if (!applied.TryGetValue(name, out byte[]? known))
            {
                await ApplyAsync(held.Connection, name, sql, checksum, cancellationToken);
            }
            else if (!known.AsSpan().SequenceEqual(checksum))
            {
                throw new InvalidOperationException(
                    $"Schema/{name} was changed after it had been applied to this database; restore it and put the change into a new file.");
            }
        }

        await held.Transaction.CommitAsync(cancellationToken);
    }

    private static async Task<Dictionary<string, byte[]>> ReadAppliedAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        const string CreateTable =
            "create table if not exists schema_files (name text primary key, checksum bytea not null, applied_at timestamptz not null)";
        await using NpgsqlCommand create = new(CreateTable, connection);
        await create.ExecuteNonQueryAsync(cancellationToken);

        Dictionary<string, byte[]> applied = new(StringComparer.Ordinal);
        await using NpgsqlCommand command = new("select name, checksum from schema_files", connection);
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            applied.Add(reader.GetString(0), reader.GetFieldValue<byte[]>(1));
        }

        return applied;
    }

    private async Task ApplyAsync(
        NpgsqlConnection connection, string name, string sql, byte[] checksum, CancellationToken cancellationToken)
    {
        await using NpgsqlCommand apply = new(sql, connection);
        await apply.ExecuteNonQueryAsync(cancellationToken);
        await using NpgsqlCommand record = new("insert into schema_files (name, checksum, applied_at) values ($1, $2, $3)", connection);
        await record.With(name).With(checksum).With(time.GetUtcNow()).ExecuteNonQueryAsync(cancellationToken);
        Log.SchemaApplied(logger, name);
    }

    private static IEnumerable<(string Name, string Sql)> ReadFiles()
    {
        Assembly assembly = typeof(SchemaMigration).Assembly;
        foreach (string resource in assembly.GetManifestResourceNames().Order(StringComparer.Ordinal))
        {
            if (resource.StartsWith(ResourcePrefix, StringComparison.Ordinal))
            {
                using StreamReader reader = new(assembly.GetManifestResourceStream(resource)!);
                yield return (resource[ResourcePrefix.Length..], reader.ReadToEnd().ReplaceLineEndings("\n"));
            }
        }
    }
}
