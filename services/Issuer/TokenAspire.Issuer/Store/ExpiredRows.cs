using Microsoft.Extensions.Options;
using Npgsql;
using TokenAspire.Issuer.Audit;

namespace TokenAspire.Issuer.Store;

/// <summary>Deletes what nothing can use any more, in bounded batches, on one issuer at a time.</summary>
internal sealed class ExpiredRows(
    NpgsqlDataSource store, IOptions<CleanUpOptions> options, IOptions<AuditOptions> audit, TimeProvider time)
{
    // $1: what ended before that is forgotten; $2: rows per batch. Rows in use are left for the next time.
    private static readonly string[] Deletions =
    [
        """
        delete from authorization_codes where code_hash = any (array(
          select code_hash from authorization_codes where expires_at < $1 limit $2 for update skip locked))
        """,
        """
        delete from pushed_requests where reference_hash = any (array(
          select reference_hash from pushed_requests where expires_at < $1 limit $2 for update skip locked))
        """,
        """
        delete from device_authorizations where device_code_hash = any (array(
          select device_code_hash from device_authorizations where expires_at < $1 limit $2 for update skip locked))
        """,
        """
        delete from refresh_tokens where token_hash = any (array(
          select token_hash from refresh_tokens where expires_at < $1 limit $2 for update skip locked))
        """,
        """
        delete from refresh_families where family_id = any (array(
          select family_id from refresh_families where expires_at < $1 limit $2 for update skip locked))
        """,
        """
        delete from refresh_families where family_id = any (array(
          select family_id from refresh_families where revoked_at < $1 limit $2 for update skip locked))
        """,
        """
        delete from sessions where session_id = any (array(
          select session_id from sessions s
            where s.expires_at < $1 and not exists (select from refresh_families f where f.session_id = s.session_id)
            limit $2 for update skip locked))
        """,
        """
        delete from revocation_journal where sequence = any (array(
          select sequence from revocation_journal where expires_at < $1 limit $2 for update skip locked))
        """,
        """
        delete from access_token_lifetimes where lifetime = any (array(
          select lifetime from access_token_lifetimes where outstanding_until < $1 limit $2 for update skip locked))
        """,
    ];

    private const string AuditDeletion =
        """
        delete from audit_log where sequence = any (array(
          select sequence from audit_log where occurred_at < $1 limit $2 for update skip locked))
        """;

    // What nobody asks about once it has ended is not remembered any longer; $1 is now. Verifiers' clocks may be half a
    // minute behind, so that a token that was exchanged can be revoked until then.
    private static readonly string[] DeletionsAtOnce =
    [
        """
        delete from reference_tokens where token_hash = any (array(
          select token_hash from reference_tokens where expires_at < $1 limit $2 for update skip locked))
        """,
        """
        delete from exchanged_tokens where ctid = any (array(
          select ctid from exchanged_tokens where expires_at < $1 - interval '1 minute' limit $2 for update skip locked))
        """,
        """
        delete from used_identifiers where identifier_hash = any (array(
          select identifier_hash from used_identifiers where expires_at < $1 limit $2 for update skip locked))
        """,
    ];

    /// <summary>Deletes everything that is due; returns the number of rows, 0 where another issuer is at it.</summary>
    public async Task<int> DeleteAsync(CancellationToken cancellationToken)
    {
        await using AdvisoryLock? held = await AdvisoryLock.TryAcquireAsync(store, IssuerLock.CleanUp, cancellationToken);
        if (held is null)
        {
            return 0;
        }

        DateTimeOffset now = time.GetUtcNow();
        return await DeleteAsync(Deletions, now - options.Value.Remembrance, cancellationToken)
            + await DeleteAsync(DeletionsAtOnce, now, cancellationToken)
            + await DeleteAsync([AuditDeletion], now - audit.Value.Retention, cancellationToken);
    }

    private async Task<int> DeleteAsync(string[] deletions, DateTimeOffset horizon, CancellationToken cancellationToken)
    {
        int total = 0;
        foreach (string deletion in deletions)
        {
            int deleted;
            do
            {
                await using NpgsqlCommand command = store.CreateCommand(deletion).With(horizon).With(options.Value.BatchSize);
                deleted = await command.ExecuteNonQueryAsync(cancellationToken);
                total += deleted;
            }
            while (deleted == options.Value.BatchSize);
        }

        return total;
    }
}
