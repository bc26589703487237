using Npgsql;
using TokenAspire.Issuer.Contracts.Tokens;
using TokenAspire.Issuer.Store;

namespace TokenAspire.Issuer.OneTimeIdentifiers;

/// <summary>Used identifiers in Postgres, where all replicas see them: whoever inserts the row is the first.</summary>
internal sealed class PostgresOneTimeIdentifiers(NpgsqlDataSource store) : IOneTimeIdentifiers
{
    public async Task<bool> TryUseAsync(TokenHash identifier, DateTimeOffset expiresAt, CancellationToken cancellationToken)
    {
        const string Sql = "insert into used_identifiers (identifier_hash, expires_at) values ($1, $2) on conflict do nothing";
        await using NpgsqlCommand command = store.CreateCommand(Sql).With(identifier.ToArray()).With(expiresAt);
        return await command.ExecuteNonQueryAsync(cancellationToken) == 1;
    }
}
