using Microsoft.Extensions.Options;
using Npgsql;
using TokenAspire.Issuer.Store;

namespace TokenAspire.Issuer.Sessions;

/// <summary>Login sessions in Postgres; the cookie only names one.</summary>
internal sealed class PostgresLoginSessions(NpgsqlDataSource store, IOptions<LoginSessionOptions> options, TimeProvider time)
{
    private const int LongestText = 256;

    // Written at most that often, so that looking at a cookie is a read nearly always.
    private static readonly TimeSpan LastSeenPrecision = TimeSpan.FromMinutes(1);

    /// <summary>Starts a session with a new identifier, whatever the user agent had before.</summary>
    public async Task<Guid> StartAsync(Guid subjectId, string? userAgent, string? remoteAddress, CancellationToken cancellationToken)
    {
        // A revocation of the whole subject holds that lock alone: it sees this session, or comes before it.
        const string Sql =
            """
            insert into sessions (session_id, subject_id, created_at, authenticated_at, last_seen_at, expires_at, user_agent, remote_address)
              select $1, $2, $3, $3, $3, $4, $5, $6
                from (select pg_advisory_xact_lock_shared(hashtextextended('sub:' || $2::text, 0))) as held
            """;
        Guid sessionId = Guid.NewGuid();
        DateTimeOffset now = time.GetUtcNow();
        await using NpgsqlCommand command = store.CreateCommand(Sql);
        command.With(sessionId).With(subjectId).With(now).With(now + options.Value.Lifetime).With(Shorten(userAgent)).With(remoteAddress);
        await command.ExecuteNonQueryAsync(cancellationToken);
        return sessionId;
    }

    /// <summary>Whether the session is neither ended nor past its end, and its account still good; notes that it was seen.</summary>
    public async Task<bool> IsLiveAsync(Guid sessionId, CancellationToken cancellationToken)
    {
        const string Sql =
            """
            select s.last_seen_at from sessions s join users u on u.id = s.subject_id
              where s.session_id = $1 and s.ended_at is null and s.expires_at > $2 and u.disabled_at is null
            """;
        DateTimeOffset now = time.GetUtcNow();
        await using NpgsqlCommand command = store.CreateCommand(Sql).With(sessionId).With(now);
        if (await command.ExecuteScalarAsync(cancellationToken) is not DateTime lastSeen)
        {
            return false;
        }

        if (now - new DateTimeOffset(lastSeen) > LastSeenPrecision)
        {
            await using NpgsqlCommand seen = store.CreateCommand("update sessions set last_seen_at = $2 where session_id = $1");
            await seen.With(sessionId).With(now).ExecuteNonQueryAsync(cancellationToken);
        }

        return true;
    }

    /// <summary>Whether there is something to end: a session past its own end still has what clients were granted in it.</summary>
    public async Task<bool> IsOpenAsync(Guid sessionId, CancellationToken cancellationToken)
    {
        await using NpgsqlCommand command = store.CreateCommand(
            "select exists (select from sessions where session_id = $1 and ended_at is null)").With(sessionId);
        return (bool)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    public async Task<bool> ExistsAsync(Guid sessionId, CancellationToken cancellationToken)
    {
        await using NpgsqlCommand command = store.CreateCommand("select exists (select from sessions where session_id = $1)").With(sessionId);
        return (bool)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    /// <summary>A subject's sessions, newest first, ended ones included until they are cleaned up. A refresh counts as being seen.</summary>
    public Task<IReadOnlyList<LoginSession>> ListAsync(Guid subjectId, int limit, CancellationToken cancellationToken) =>
        ListAsync(subjectId, onlyLive: false, limit, cancellationToken);

    /// <summary>
    /// A subject's sessions out of which something can still be used, newest first, with the clients that hold a grant
    /// now. A session past its end is one of them while a client can still refresh.
    /// </summary>
    public Task<IReadOnlyList<LoginSession>> ListLiveAsync(Guid subjectId, int limit, CancellationToken cancellationToken) =>
        ListAsync(subjectId, onlyLive: true, limit, cancellationToken);

    /// <summary>A subject's sessions that nobody has ended.</summary>
    public async Task<IReadOnlyList<Guid>> FindOpenAsync(Guid subjectId, CancellationToken cancellationToken)
    {
        await using NpgsqlCommand command = store.CreateCommand("select session_id from sessions where subject_id = $1 and ended_at is null");
        await using NpgsqlDataReader reader = await command.With(subjectId).ExecuteReaderAsync(cancellationToken);
        List<Guid> sessions = [];
        while (await reader.ReadAsync(cancellationToken))
        {
            sessions.Add(reader.GetGuid(0));
        }

        return sessions;
    }

    private async Task<IReadOnlyList<LoginSession>> ListAsync(
        Guid subjectId, bool onlyLive, int limit, CancellationToken cancellationToken)
    {
        const string Sql =
            """
            select s.session_id, s.subject_id, s.created_at, s.authenticated_at, greatest(s.last_seen_at, f.last_refresh),
                s.ended_at, s.ended_reason, s.user_agent, s.remote_address, coalesce(f.clients, '{}')
              from sessions s left join lateral (
                select array_agg(distinct family.client_id) as clients, max(token.created_at) as last_refresh
                  from refresh_families family left join refresh_tokens token using (family_id)
                  where family.session_id = s.session_id
                    and (not $2 or (family.revoked_at is null and family.expires_at > $3
                      and token.consumed_at is null and token.expires_at > $3))) f on true
              where s.subject_id = $1
                and (not $2 or (s.ended_at is null and (s.expires_at > $3 or f.clients is not null)))
              order by s.created_at desc limit $4
            """;
        await using NpgsqlCommand command = store.CreateCommand(Sql);
        command.With(subjectId).With(onlyLive).With(time.GetUtcNow()).With(limit);
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(cancellationToken);
        List<LoginSession> sessions = [];
        while (await reader.ReadAsync(cancellationToken))
        {
            sessions.Add(new LoginSession(
                reader.GetGuid(0), reader.GetGuid(1), reader.GetTime(2), reader.GetTime(3), reader.GetTime(4),
                reader.GetTimeOrNull(5), reader.GetStringOrNull(6), reader.GetStringOrNull(7), reader.GetStringOrNull(8),
                reader.GetFieldValue<string[]>(9)));
        }

        return sessions;
    }

    // Never between the halves of a surrogate pair: the rest would be no text that Postgres could keep.
    private static string? Shorten(string? text)
    {
        if (text is null || text.Length <= LongestText)
        {
            return text;
        }

        return text[..(char.IsHighSurrogate(text[LongestText - 1]) ? LongestText - 1 : LongestText)];
    }
}
