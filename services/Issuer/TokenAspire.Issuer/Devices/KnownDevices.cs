using Npgsql;
using TokenAspire.Issuer.Contracts.RefreshFamilies;
using TokenAspire.Issuer.Contracts.Telemetry;
using TokenAspire.Issuer.Contracts.Tokens;
using TokenAspire.Issuer.Store;

namespace TokenAspire.Issuer.Devices;

/// <summary>The browsers that people log in with.</summary>
internal sealed class KnownDevices(NpgsqlDataSource store, IssuerMetrics metrics, ILogger<KnownDevices> logger)
{
    /// <summary>
    /// Binds a session that has just begun to the browser before us. Somebody who has logged in with other browsers and
    /// never with this one is reported; one's first browser is nothing to report.
    /// </summary>
    public async Task BindAsync(HttpContext context, Guid subjectId, Guid sessionId, CancellationToken cancellationToken)
    {
        const string Sql =
            """
            with bound as (update sessions set device_hash = $3 where session_id = $2)
            select coalesce(bool_and(device_hash <> $3), false) from sessions
              where subject_id = $1 and session_id <> $2 and device_hash is not null
            """;
        TokenHash device = DeviceCookie.ReadOrIssue(context);
        await using NpgsqlCommand command = store.CreateCommand(Sql).With(subjectId).With(sessionId).With(device.ToArray());
        if ((bool)(await command.ExecuteScalarAsync(cancellationToken))!)
        {
            metrics.Suspected(Suspicion.NewDevice);
            Log.NewDevice(logger, subjectId);
        }
    }
}
