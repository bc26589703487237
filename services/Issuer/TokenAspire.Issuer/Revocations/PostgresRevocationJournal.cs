using System.Runtime.CompilerServices;
using Npgsql;
using TokenAspire.Issuer.Store;
using TokenAspire.Revocation;

namespace TokenAspire.Issuer.Revocations;

/// <summary>The journal in Postgres: a revocation is here before anybody is told of it.</summary>
internal sealed class PostgresRevocationJournal(NpgsqlDataSource store, TimeProvider time) : IRevocationJournal
{
    private const string Columns = "sequence, kind, value, revoked_at, expires_at";

    public async Task<JournalledRevocation> AppendAsync(RevocationEntry entry, string? reason, string? actor, CancellationToken ct)
    {
        await using NpgsqlConnection connection = await store.OpenConnectionAsync(ct);
        JournalledRevocation journalled = await AppendAsync(connection, entry, reason, actor, ct);

        // Before the caller publishes it: whoever does has to have looked for what it reaches.
        await using NpgsqlCommand command = new(
            "select from revocation_journal revocation cross join lateral journal_exchanged(revocation) where revocation.sequence = $1", connection);
        await command.With(journalled.Sequence).ExecuteNonQueryAsync(ct);
        return journalled;
    }

    /// <summary>Appends within whatever transaction the connection is in.</summary>
    public static async Task<JournalledRevocation> AppendAsync(
        NpgsqlConnection connection, RevocationEntry entry, string? reason, string? actor, CancellationToken cancellationToken)
    {
        const string Sql =
            """
            insert into revocation_journal (kind, value, revoked_at, expires_at, reason, actor)
              values ($1, $2, $3, $4, $5, $6) returning sequence, expires_at
            """;
        await using NpgsqlCommand command = new(Sql, connection);
        command.With(entry.Kind.ToWire()).With(entry.Value).With(entry.RevokedAt).With(entry.ExpiresAt).With(reason).With(actor);
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);

        // Perhaps later than asked for: an issuer with longer tokens may run beside (Schema/0031_lifetimes.sql).
        return new JournalledRevocation(reader.GetInt64(0), entry with { ExpiresAt = reader.GetTime(1) });
    }

    public async Task<IReadOnlyList<JournalledRevocation>> ReadUnpublishedAsync(int limit, CancellationToken ct)
    {
        const string Sql = $"select {Columns} from pending_revocations($1, $2)";
        await using NpgsqlCommand command = store.CreateCommand(Sql).With(time.GetUtcNow()).With(limit);
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(ct);
        List<JournalledRevocation> pending = [];
        while (await reader.ReadAsync(ct))
        {
            pending.Add(Read(reader));
        }

        return pending;
    }

    public async Task MarkPublishedAsync(IReadOnlyCollection<long> sequences, CancellationToken ct)
    {
        const string Sql = "update revocation_journal set published_at = $2 where sequence = any ($1) and published_at is null";
        await using NpgsqlCommand command = store.CreateCommand(Sql).With(sequences).With(time.GetUtcNow());
        await command.ExecuteNonQueryAsync(ct);
    }

    public async IAsyncEnumerable<JournalledRevocation> ReadActiveAsync([EnumeratorCancellation] CancellationToken ct)
    {
        const string Sql = $"select {Columns} from revocation_journal where expires_at > $1 order by sequence";
        await using NpgsqlCommand command = store.CreateCommand(Sql).With(time.GetUtcNow());
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            yield return Read(reader);
        }
    }

    /// <summary>The audit trail, newest first: entries before <paramref name="before"/>, published and expired ones too.</summary>
    public async Task<IReadOnlyList<AuditedRevocation>> ReadPageAsync(long before, int limit, CancellationToken cancellationToken)
    {
        const string Sql =
            $"select {Columns}, reason, actor, published_at from revocation_journal where sequence < $1 order by sequence desc limit $2";
        await using NpgsqlCommand command = store.CreateCommand(Sql).With(before).With(limit);
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(cancellationToken);
        List<AuditedRevocation> page = [];
        while (await reader.ReadAsync(cancellationToken))
        {
            page.Add(new AuditedRevocation(Read(reader), reader.GetStringOrNull(5), reader.GetStringOrNull(6), reader.GetTimeOrNull(7)));
        }

        return page;
    }

    private static JournalledRevocation Read(NpgsqlDataReader reader)
    {
        if (!RevocationKinds.TryParse(reader.GetString(1), out RevocationKind kind))
        {
            throw new InvalidOperationException("The journal holds a revocation of a kind that this version does not know.");
        }

        return new JournalledRevocation(
            reader.GetInt64(0), new RevocationEntry(kind, reader.GetString(2), reader.GetTime(3), reader.GetTime(4)));
    }
}

/// <summary>A revocation with its story.</summary>
internal sealed record AuditedRevocation(JournalledRevocation Revocation, string? Reason, string? Actor, DateTimeOffset? PublishedAt);
