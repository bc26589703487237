using Npgsql;
using TokenAspire.Issuer.Contracts.Tokens;
using TokenAspire.Issuer.Store;

namespace TokenAspire.Issuer.ReferenceTokens;

/// <summary>Opaque access tokens in Postgres, by their hash. Whether one is revoked the revocation log tells, as of a JWT.</summary>
internal sealed class PostgresReferenceTokenStore(NpgsqlDataSource store) : IReferenceTokenStore
{
    public async Task StoreAsync(TokenHash token, string claims, DateTimeOffset expiresAt, CancellationToken cancellationToken)
    {
        const string Sql = "insert into reference_tokens (token_hash, claims, expires_at) values ($1, $2, $3)";
        await using NpgsqlCommand command = store.CreateCommand(Sql).With(token.ToArray()).With(claims).With(expiresAt);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    public async Task<string?> FindAsync(TokenHash token, CancellationToken cancellationToken)
    {
        const string Sql = "select claims from reference_tokens where token_hash = $1";
        await using NpgsqlCommand command = store.CreateCommand(Sql).With(token.ToArray());
        return (string?)await command.ExecuteScalarAsync(cancellationToken);
    }
}
