using Npgsql;
using NpgsqlTypes;
using TokenAspire.Issuer.Contracts.Audit;
using TokenAspire.Issuer.Store;

namespace TokenAspire.Issuer.Audit;

/// <summary>An event with its time.</summary>
internal sealed record TimedEvent(DateTimeOffset OccurredAt, AuditEvent Event);

/// <summary>An event as stored.</summary>
internal sealed record StoredEvent(long Sequence, DateTimeOffset OccurredAt, AuditEvent Event);

/// <summary>What of the log is asked for; what is null is not asked for.</summary>
internal sealed record AuditQuery(
    string? SubjectId, string? ClientId, string? Name, DateTimeOffset? From, DateTimeOffset? To, long Before, int Limit);

/// <summary>The rows of <c>audit_log</c>: added and read, never changed.</summary>
internal sealed class PostgresAuditTable(NpgsqlDataSource store)
{
    /// <summary>Adds events in one statement.</summary>
    public async Task AppendAsync(IReadOnlyCollection<TimedEvent> events, CancellationToken cancellationToken)
    {
        const string Sql =
            """
            insert into audit_log (occurred_at, event, outcome, actor, subject_id, client_id, session_id, remote_address, detail)
              select * from unnest($1, $2, $3, $4, $5, $6, $7, $8, $9)
            """;
        await using NpgsqlCommand command = store.CreateCommand(Sql);
        command.Parameters.Add(new NpgsqlParameter
        {
            NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.TimestampTz,
            Value = events.Select(timed => timed.OccurredAt.ToUniversalTime()).ToArray(),
        });
        Func<AuditEvent, string?>[] columns =
        [
            entry => entry.Name, entry => entry.Outcome, entry => entry.Actor, entry => entry.SubjectId, entry => entry.ClientId,
            entry => entry.SessionId, entry => entry.RemoteAddress, entry => entry.Detail,
        ];
        foreach (Func<AuditEvent, string?> column in columns)
        {
            command.Parameters.Add(new NpgsqlParameter
            {
                NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text,
                Value = events.Select(timed => AuditText.Storable(column(timed.Event))).ToArray(),
            });
        }

        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Events that fit, newest first.</summary>
    public async Task<IReadOnlyList<StoredEvent>> ReadAsync(AuditQuery query, CancellationToken cancellationToken)
    {
        const string Sql =
            """
            select sequence, occurred_at, event, outcome, actor, subject_id, client_id, session_id, remote_address, detail
              from audit_log
              where sequence < $1
                and ($2::text is null or subject_id = $2) and ($3::text is null or client_id = $3) and ($4::text is null or event = $4)
                and ($5::timestamptz is null or occurred_at >= $5) and ($6::timestamptz is null or occurred_at < $6)
              order by sequence desc limit $7
            """;
        await using NpgsqlCommand command = store.CreateCommand(Sql);
        command.With(query.Before).With(query.SubjectId).With(query.ClientId).With(query.Name)
            .With(query.From).With(query.To).With(query.Limit);
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(cancellationToken);
        List<StoredEvent> events = [];
        while (await reader.ReadAsync(cancellationToken))
        {
            events.Add(new StoredEvent(reader.GetInt64(0), reader.GetTime(1), new AuditEvent(reader.GetString(2), reader.GetString(3))
            {
                Actor = reader.GetStringOrNull(4),
                SubjectId = reader.GetStringOrNull(5),
                ClientId = reader.GetStringOrNull(6),
                SessionId = reader.GetStringOrNull(7),
                RemoteAddress = reader.GetStringOrNull(8),
                Detail = reader.GetStringOrNull(9),
            }));
        }

        return events;
    }
}
