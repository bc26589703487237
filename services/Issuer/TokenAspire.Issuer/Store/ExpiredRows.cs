using Microsoft.Extensions.Options;
using Npgsql;

namespace TokenAspire.Issuer.Store;

/// <summary>Deletes what nothing can use any more, in bounded batches, on one issuer at a time.</summary>
internal sealed class ExpiredRows(NpgsqlDataSource store, IOptions<CleanUpOptions> options, TimeProvider time)
{
    // $1: what ended before that is forgotten; $2: rows per batch. Rows in use are left for the next time.
    private static readonly string[] Deletions =
    [
        """
        delete from authorization_codes where code_hash = any (array(
          select code_hash from authorization_codes where expires_at < $1 limit $2 for update skip locked))
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

    /// <summary>Deletes everything that is due; returns the number of rows, 0 where another issuer is at it.</summary>
    public async Task<int> DeleteAsync(CancellationToken cancellationToken)
    {
        await using AdvisoryLock? held = await AdvisoryLock.TryAcquireAsync(store, IssuerLock.CleanUp, cancellationToken);
        if (held is null)
        {
            return 0;
        }

        DateTimeOffset horizon = time.GetUtcNow() - options.Value.Remembrance;
        int total = 0;
        foreach (string deletion in Deletions)
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
