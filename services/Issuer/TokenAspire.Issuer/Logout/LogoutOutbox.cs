using Microsoft.Extensions.Options;
using Npgsql;
using TokenAspire.Issuer.Contracts.Logout;
using TokenAspire.Issuer.Store;

namespace TokenAspire.Issuer.Logout;

/// <summary>
/// The queue that <c>Schema/0011_logout.sql</c> fills. To claim a delivery is to put its next attempt off: an issuer
/// that dies with it leaves nothing behind that another one would have to find out about.
/// </summary>
internal sealed class LogoutOutbox(NpgsqlDataSource store, IOptions<LogoutDeliveryOptions> options, TimeProvider time)
{
    /// <summary>Claims what is due and not just being claimed by another issuer.</summary>
    public async Task<List<DueLogout>> ClaimAsync(int limit, CancellationToken cancellationToken)
    {
        // The exponent is bounded because an interval is.
        const string Sql =
            """
            update logout_deliveries
              set attempts = attempts + 1, due_at = $1 + least($3 * power(2, least(attempts, 20)), $4)
              where notice_id = any (array(
                select notice_id from logout_deliveries where due_at <= $1 order by due_at limit $2 for update skip locked))
              returning notice_id, client_id, subject_id, session_id, queued_at, attempts
            """;
        await using NpgsqlCommand command = store.CreateCommand(Sql);
        command.With(time.GetUtcNow()).With(limit).With(options.Value.FirstRetry).With(options.Value.LongestRetry);
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(cancellationToken);
        List<DueLogout> claimed = [];
        while (await reader.ReadAsync(cancellationToken))
        {
            LogoutNotice notice = new(
                reader.GetGuid(0), reader.GetString(1), reader.GetGuid(2).ToString(), reader.GetGuid(3).ToString());
            claimed.Add(new DueLogout(notice, reader.GetTime(4), reader.GetInt32(5)));
        }

        return claimed;
    }

    /// <summary>Nothing more is to be done about a delivery.</summary>
    public async Task RemoveAsync(Guid noticeId, CancellationToken cancellationToken)
    {
        await using NpgsqlCommand command = store.CreateCommand("delete from logout_deliveries where notice_id = $1").With(noticeId);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
