using Npgsql;
using TokenAspire.Issuer.Contracts.Tokens;
using TokenAspire.Issuer.Store;

namespace TokenAspire.Issuer.ExchangedTokens;

/// <summary>Exchanged tokens in Postgres. What a revocation makes of them stands in <c>Schema/0050_exchanged_tokens.sql</c>.</summary>
internal sealed class PostgresExchangedTokenStore(NpgsqlDataSource store) : IExchangedTokenStore
{
    public async Task<bool> TryNoteAsync(ExchangedToken exchanged, CancellationToken cancellationToken)
    {
        // Two statements, each with a view of its own: a revocation that does not see the row of the first is seen by the second.
        await NoteAsync(exchanged, cancellationToken);
        return !await IsReachedAsync(exchanged, cancellationToken);
    }

    private async Task NoteAsync(ExchangedToken exchanged, CancellationToken cancellationToken)
    {
        const string Sql =
            """
            insert into exchanged_tokens (token_id, origin_token_id, origin_client_id, origin_issued_at, expires_at)
              select $1, $2, $3, $4, $5
              union all
              select $1, origin_token_id, origin_client_id, origin_issued_at, $5 from exchanged_tokens where token_id = $2
            """;
        await using NpgsqlCommand command = store.CreateCommand(Sql);
        command.With(exchanged.TokenId.ToString()).With(exchanged.OriginTokenId).With(exchanged.OriginClientId)
            .With(exchanged.OriginIssuedAt).With(exchanged.ExpiresAt);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private async Task<bool> IsReachedAsync(ExchangedToken exchanged, CancellationToken cancellationToken)
    {
        const string Sql =
            """
            select exists (
                select from exchanged_tokens exchanged join revocation_journal revocation on revocation.value = exchanged.origin_token_id
                  where exchanged.token_id = $1 and revocation.kind = 'jti')
              or exists (
                select from exchanged_tokens exchanged join revocation_journal revocation on revocation.value = exchanged.origin_client_id
                  where exchanged.token_id = $1 and revocation.kind = 'client_id' and revocation.revoked_at >= exchanged.origin_issued_at)
            """;
        await using NpgsqlCommand command = store.CreateCommand(Sql).With(exchanged.TokenId.ToString());
        return (bool)(await command.ExecuteScalarAsync(cancellationToken))!;
    }
}
