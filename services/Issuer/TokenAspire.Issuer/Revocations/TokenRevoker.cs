using Npgsql;
using TokenAspire.Issuer.Contracts.Telemetry;
using TokenAspire.Issuer.Store;
using TokenAspire.Revocation;

namespace TokenAspire.Issuer.Revocations;

/// <summary>
/// Revokes in two steps: everything stored that could issue further tokens ends, and the revocation
/// is journalled, in one transaction; then verifiers are told.
/// </summary>
internal sealed class TokenRevoker(
    NpgsqlDataSource store,
    IRevocationPublisher publisher,
    RevocationHorizon horizon,
    IssuerMetrics metrics,
    TimeProvider time)
{
    /// <summary>Revokes what <paramref name="kind"/> and <paramref name="value"/> name. A session that is unknown here is revoked all the same: its tokens may still be about.</summary>
    public async Task<RevocationReceipt> RevokeAsync(
        RevocationKind kind, string value, string reason, string actor, CancellationToken cancellationToken)
    {
        JournalledRevocation journalled = await JournalAsync(kind, value, reason, actor, cancellationToken);
        // It is committed: a caller who hangs up now must not keep it from being told, counted and logged.
        PublicationOutcome outcome = await publisher.PublishPendingAsync(CancellationToken.None);
        metrics.Revoked(kind.ToWire(), outcome is PublicationOutcome.Published);
        return new RevocationReceipt(journalled, outcome);
    }

    /// <summary>Revokes login sessions one after the other, then tells verifiers once.</summary>
    public async Task<PublicationOutcome> RevokeSessionsAsync(
        IReadOnlyCollection<Guid> sessionIds, string reason, string actor, CancellationToken cancellationToken)
    {
        foreach (Guid sessionId in sessionIds)
        {
            await JournalAsync(RevocationKind.Session, sessionId.ToString(), reason, actor, cancellationToken);
        }

        PublicationOutcome outcome = await publisher.PublishPendingAsync(CancellationToken.None);
        foreach (Guid _ in sessionIds)
        {
            metrics.Revoked(RevocationKind.Session.ToWire(), outcome is PublicationOutcome.Published);
        }

        return outcome;
    }

    private async Task<JournalledRevocation> JournalAsync(
        RevocationKind kind, string value, string reason, string actor, CancellationToken cancellationToken)
    {
        await using NpgsqlConnection connection = await store.OpenConnectionAsync(cancellationToken);
        await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync(cancellationToken);
        Guid[] sessions = await LockAsync(connection, kind, value, cancellationToken);

        // The cut-off is read with the locks held. A code's or refresh token's access token gets its time
        // (AccessTokenIssuer.Mint) before its transaction asks for the lock: either that committed before
        // this one got the lock, then the token is not younger than the cut-off and is refused, since
        // verifiers refuse the cut-off's own millisecond too; or it comes after, finds the end and issues
        // nothing. A client's own token (client_credentials) takes no lock and needs none: there is nothing
        // stored to end, and of two instants on one clock it is the earlier, refused, or the later,
        // issued after the revocation. Between issuers the argument is as good as their clocks agree.
        DateTimeOffset now = time.GetUtcNow();
        await EndAsync(connection, kind, value, sessions, reason, now, cancellationToken);
        RevocationEntry entry = new(kind, value, now, horizon.From(now));
        JournalledRevocation journalled = await PostgresRevocationJournal.AppendAsync(connection, entry, reason, actor, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return journalled;
    }

    // In the order that Schema/0004_revocation.sql sets. The advisory lock keeps a login or a
    // redemption from slipping in between; it waits for those under way.
    private static async Task<Guid[]> LockAsync(
        NpgsqlConnection connection, RevocationKind kind, string value, CancellationToken cancellationToken)
    {
        string? sessionsOf = kind switch
        {
            RevocationKind.Session => "session_id = $1::uuid",
            RevocationKind.Subject => "subject_id = $1::uuid",
            RevocationKind.Client => "session_id in (select session_id from refresh_families where client_id = $1 and revoked_at is null)",
            _ => null,
        };
        if (sessionsOf is null || (kind is RevocationKind.Subject && !Guid.TryParse(value, out _)))
        {
            return [];
        }

        await using NpgsqlCommand barrier = new("select pg_advisory_xact_lock(hashtextextended($1 || ':' || $2, 0))", connection);
        await barrier.With(kind.ToWire()).With(value).ExecuteNonQueryAsync(cancellationToken);

        List<Guid> locked = [];
        await using NpgsqlCommand command = new(
            $"select session_id from sessions where {sessionsOf} order by session_id for no key update", connection);
        await using NpgsqlDataReader reader = await command.With(value).ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            locked.Add(reader.GetGuid(0));
        }

        return [.. locked];
    }

    private static async Task EndAsync(
        NpgsqlConnection connection, RevocationKind kind, string value, Guid[] sessions, string reason, DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        if (kind is RevocationKind.Client)
        {
            await using NpgsqlCommand families = new(
                "update refresh_families set revoked_at = $2, revoked_reason = $3 where client_id = $1 and revoked_at is null", connection);
            await families.With(value).With(now).With(reason).ExecuteNonQueryAsync(cancellationToken);
            await using NpgsqlCommand codes = new("delete from authorization_codes where client_id = $1 and family_id is null", connection);
            await codes.With(value).ExecuteNonQueryAsync(cancellationToken);
        }
        else if (sessions.Length > 0)
        {
            const string Sql =
                """
                with ended as (
                  update sessions set ended_at = $2, ended_reason = $3 where session_id = any ($1) and ended_at is null)
                update refresh_families set revoked_at = $2, revoked_reason = $3 where session_id = any ($1) and revoked_at is null
                """;
            await using NpgsqlCommand command = new(Sql, connection);
            await command.With(sessions).With(now).With(reason).ExecuteNonQueryAsync(cancellationToken);
        }
    }
}

/// <summary>What became of a revocation.</summary>
internal sealed record RevocationReceipt(JournalledRevocation Revocation, PublicationOutcome Outcome);
