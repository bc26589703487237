using Npgsql;
using TokenAspire.Issuer.Contracts.PushedRequests;
using TokenAspire.Issuer.Contracts.Tokens;
using TokenAspire.Issuer.Store;

namespace TokenAspire.Issuer.PushedRequests;

/// <summary>Pushed authorization requests in Postgres. A spent reference is a row that is gone: whoever deletes or renames it has it.</summary>
internal sealed class PostgresPushedRequestStore(NpgsqlDataSource store, TimeProvider time) : IPushedRequestStore
{
    public async Task StoreAsync(TokenHash reference, PushedRequest request, CancellationToken cancellationToken)
    {
        const string Sql =
            "insert into pushed_requests (reference_hash, client_id, parameters, expires_at, continued) values ($1, $2, $3, $4, false)";
        await using NpgsqlCommand command = store.CreateCommand(Sql);
        command.With(reference.ToArray()).With(request.ClientId).With(request.Parameters).With(request.ExpiresAt);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    public async Task<PushedRequest?> FindAsync(TokenHash reference, CancellationToken cancellationToken)
    {
        const string Sql =
            "select client_id, parameters, expires_at, continued from pushed_requests where reference_hash = $1 and expires_at > $2";
        await using NpgsqlCommand command = store.CreateCommand(Sql).With(reference.ToArray()).With(time.GetUtcNow());
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(cancellationToken);
        return !await reader.ReadAsync(cancellationToken) ? null : new PushedRequest
        {
            ClientId = reader.GetString(0),
            Parameters = reader.GetString(1),
            ExpiresAt = reader.GetTime(2),
            IsContinued = reader.GetBoolean(3),
        };
    }

    public async Task<bool> ContinueAsync(
        TokenHash reference, TokenHash successor, DateTimeOffset expiresAt, CancellationToken cancellationToken)
    {
        const string Sql =
            """
            update pushed_requests set reference_hash = $2, expires_at = $3, continued = true
              where reference_hash = $1 and expires_at > $4
            """;
        await using NpgsqlCommand command = store.CreateCommand(Sql);
        command.With(reference.ToArray()).With(successor.ToArray()).With(expiresAt).With(time.GetUtcNow());
        return await command.ExecuteNonQueryAsync(cancellationToken) == 1;
    }

    public async Task<bool> TakeAsync(TokenHash reference, CancellationToken cancellationToken)
    {
        await using NpgsqlCommand command = store.CreateCommand("delete from pushed_requests where reference_hash = $1 and expires_at > $2");
        return await command.With(reference.ToArray()).With(time.GetUtcNow()).ExecuteNonQueryAsync(cancellationToken) == 1;
    }
}
