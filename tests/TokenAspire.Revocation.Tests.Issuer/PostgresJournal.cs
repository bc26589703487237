using System.Runtime.CompilerServices;
using Npgsql;

namespace TokenAspire.Revocation.Tests.Issuer;

/// <summary>The journal in a real database, shared by the processes of a test.</summary>
public sealed class PostgresJournal(string connectionString) : IRevocationJournal, IAsyncDisposable
{
    private const string Columns = "sequence, kind, value, revoked_at, expires_at";

    private readonly NpgsqlDataSource _store = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(connectionString) { MaxPoolSize = 15 });

    /// <summary>Creates the table.</summary>
    public async Task CreateAsync(CancellationToken ct)
    {
        await using NpgsqlCommand command = _store.CreateCommand("""
            create table journal (sequence bigint generated always as identity primary key, kind integer not null, value text not null,
              revoked_at timestamptz not null, expires_at timestamptz not null, published boolean not null default false)
            """);
        await command.ExecuteNonQueryAsync(ct);
    }

    /// <inheritdoc/>
    public async Task<JournalledRevocation> AppendAsync(RevocationEntry entry, string? reason, string? actor, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(entry);
        await using NpgsqlCommand command = _store.CreateCommand(
            "insert into journal (kind, value, revoked_at, expires_at) values ($1, $2, $3, $4) returning sequence");
        command.Parameters.Add(new() { Value = (int)entry.Kind });
        command.Parameters.Add(new() { Value = entry.Value });
        command.Parameters.Add(new() { Value = entry.RevokedAt });
        command.Parameters.Add(new() { Value = entry.ExpiresAt });
        return new JournalledRevocation((long)(await command.ExecuteScalarAsync(ct))!, entry);
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<JournalledRevocation>> ReadUnpublishedAsync(int limit, CancellationToken ct) =>
        await ReadAsync($"select {Columns} from journal where not published order by sequence limit {limit}", ct).ToListAsync(ct);

    /// <inheritdoc/>
    public async Task MarkPublishedAsync(IReadOnlyCollection<long> sequences, CancellationToken ct)
    {
        await using NpgsqlCommand command = _store.CreateCommand("update journal set published = true where sequence = any ($1)");
        command.Parameters.Add(new() { Value = sequences.ToArray() });
        await command.ExecuteNonQueryAsync(ct);
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<JournalledRevocation> ReadActiveAsync(CancellationToken ct) =>
        ReadAsync($"select {Columns} from journal where expires_at > now() order by sequence", ct);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _store.DisposeAsync();

    private async IAsyncEnumerable<JournalledRevocation> ReadAsync(string sql, [EnumeratorCancellation] CancellationToken ct)
    {
        await using NpgsqlCommand command = _store.CreateCommand(sql);
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            yield return new JournalledRevocation(
                reader.GetInt64(0),
                new RevocationEntry(
                    (RevocationKind)reader.GetInt32(1), reader.GetString(2),
                    reader.GetFieldValue<DateTimeOffset>(3), reader.GetFieldValue<DateTimeOffset>(4)));
        }
    }
}
