using Npgsql;
using TokenAspire.Issuer.Contracts.DeviceAuthorizations;
using TokenAspire.Issuer.Contracts.Subjects;
using TokenAspire.Issuer.Contracts.Tokens;
using TokenAspire.Issuer.Store;

namespace TokenAspire.Issuer.DeviceAuthorizations;

/// <summary>Device authorizations in Postgres. What approval and polling do is decided in <c>Schema/0012_device.sql</c>.</summary>
internal sealed class PostgresDeviceAuthorizationStore(NpgsqlDataSource store, TimeProvider time) : IDeviceAuthorizationStore
{
    // RFC 8628 3.5.
    private static readonly TimeSpan Slower = TimeSpan.FromSeconds(5);

    public async Task<bool> TryStoreAsync(
        TokenHash deviceCode, TokenHash userCode, DeviceAuthorization authorization, TimeSpan pollInterval, CancellationToken cancellationToken)
    {
        const string Sql =
            """
            insert into device_authorizations (device_code_hash, user_code_hash, client_id, scopes, expires_at, poll_interval)
              values ($1, $2, $3, $4, $5, $6) on conflict (user_code_hash) do nothing
            """;
        await using NpgsqlCommand command = store.CreateCommand(Sql);
        command.With(deviceCode.ToArray()).With(userCode.ToArray()).With(authorization.ClientId).With(authorization.Scopes)
            .With(authorization.ExpiresAt).With(pollInterval);
        return await command.ExecuteNonQueryAsync(cancellationToken) == 1;
    }

    public async Task<DeviceAuthorization?> FindPendingAsync(TokenHash userCode, CancellationToken cancellationToken)
    {
        const string Sql =
            """
            select client_id, scopes, expires_at from device_authorizations
              where user_code_hash = $1 and decision is null and expires_at > $2
            """;
        await using NpgsqlCommand command = store.CreateCommand(Sql).With(userCode.ToArray()).With(time.GetUtcNow());
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(cancellationToken);
        return !await reader.ReadAsync(cancellationToken) ? null : new DeviceAuthorization
        {
            ClientId = reader.GetString(0),
            Scopes = reader.GetFieldValue<string[]>(1),
            ExpiresAt = reader.GetTime(2),
        };
    }

    public async Task<bool> ApproveAsync(TokenHash userCode, AuthenticatedSubject subject, bool asConsent, CancellationToken cancellationToken)
    {
        await using NpgsqlCommand command = store.CreateCommand("select approve_device_code($1, $2, $3, $4, $5, $6)");
        command.With(userCode.ToArray()).With(Guid.Parse(subject.SubjectId)).With(Guid.Parse(subject.SessionId))
            .With(subject.AuthenticatedAt).With(asConsent).With(time.GetUtcNow());
        return (bool)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    public async Task<bool> DenyAsync(TokenHash userCode, CancellationToken cancellationToken)
    {
        const string Sql =
            "update device_authorizations set decision = 'denied' where user_code_hash = $1 and decision is null and expires_at > $2";
        await using NpgsqlCommand command = store.CreateCommand(Sql).With(userCode.ToArray()).With(time.GetUtcNow());
        return await command.ExecuteNonQueryAsync(cancellationToken) == 1;
    }

    public async Task<DevicePoll> PollAsync(TokenHash deviceCode, string clientId, CancellationToken cancellationToken)
    {
        await using NpgsqlCommand command = store.CreateCommand("select poll_device_code($1, $2, $3, $4)");
        command.With(deviceCode.ToArray()).With(clientId).With(Slower).With(time.GetUtcNow());
        return (string)(await command.ExecuteScalarAsync(cancellationToken))! switch
        {
            "pending" => DevicePoll.Pending,
            "slow_down" => DevicePoll.SlowDown,
            "approved" => DevicePoll.Approved,
            "denied" => DevicePoll.Denied,
            "expired" => DevicePoll.Expired,
            _ => DevicePoll.Unknown,
        };
    }
}
