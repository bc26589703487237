using Npgsql;
using TokenAspire.Issuer.Contracts.Grants;
using TokenAspire.Issuer.Contracts.RefreshFamilies;
using TokenAspire.Issuer.Contracts.Tokens;
using TokenAspire.Issuer.Revocations;
using TokenAspire.Issuer.Store;

namespace TokenAspire.Issuer.Grants;

/// <summary>Authorization codes in Postgres. What happens at redemption is decided in <c>Schema/0005_redemption.sql</c>.</summary>
internal sealed class PostgresAuthorizationCodeStore(
    NpgsqlDataSource store, RevocationHorizon horizon, TimeProvider time, ILogger<PostgresAuthorizationCodeStore> logger)
    : IAuthorizationCodeStore
{
    public async Task<bool> StoreAsync(TokenHash code, AuthorizationGrant grant, CancellationToken cancellationToken)
    {
        // A withdrawal of the consent comes before this and leaves no row, or waits and finds the code (0013_consents.sql).
        const string Sql =
            """
            insert into authorization_codes (
                code_hash, client_id, subject_id, session_id, authenticated_at, scopes, redirect_uri, code_challenge, nonce, expires_at,
                proof_key)
              select $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11
            """;
        const string ByConsent = $"{Sql} from consents where subject_id = $3 and client_id = $2 and scopes @> $6 for share";
        await using NpgsqlCommand command = store.CreateCommand(grant.RestsOnConsent ? ByConsent : Sql);
        command.With(code.ToArray()).With(grant.ClientId).With(Guid.Parse(grant.SubjectId)).With(Guid.Parse(grant.SessionId))
            .With(grant.AuthenticatedAt).With(grant.Scopes).With(grant.RedirectUri).With(grant.CodeChallenge).With(grant.Nonce)
            .With(grant.ExpiresAt).With(grant.ProofKey);
        return await command.ExecuteNonQueryAsync(cancellationToken) == 1;
    }

    public async Task<AuthorizationGrant?> FindAsync(TokenHash code, CancellationToken cancellationToken)
    {
        const string Sql =
            """
            select client_id, subject_id, session_id, authenticated_at, scopes, redirect_uri, code_challenge, nonce, expires_at,
                proof_key
              from authorization_codes where code_hash = $1
            """;
        await using NpgsqlCommand command = store.CreateCommand(Sql).With(code.ToArray());
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(cancellationToken);
        return !await reader.ReadAsync(cancellationToken) ? null : new AuthorizationGrant
        {
            ClientId = reader.GetString(0),
            SubjectId = reader.GetGuid(1).ToString(),
            SessionId = reader.GetGuid(2).ToString(),
            AuthenticatedAt = reader.GetTime(3),
            Scopes = reader.GetFieldValue<string[]>(4),
            RedirectUri = reader.GetString(5),
            CodeChallenge = reader.GetString(6),
            Nonce = reader.GetStringOrNull(7),
            ExpiresAt = reader.GetTime(8),
            ProofKey = reader.GetStringOrNull(9),
        };
    }

    public async Task<CodeRedemption> RedeemAsync(TokenHash code, NewRefreshFamily family, CancellationToken cancellationToken)
    {
        DateTimeOffset now = time.GetUtcNow();
        await using NpgsqlCommand command = store.CreateCommand(
            "select redeem_authorization_code($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)");
        command.With(code.ToArray())
            .With(Guid.CreateVersion7(now)).With(family.ExpiresAt)
            .With(family.RefreshToken?.ToArray()).With(family.RefreshTokenExpiresAt)
            .With(family.AccessToken.TokenId).With(family.AccessToken.IssuedAt).With(family.AccessToken.ExpiresAt)
            .With(family.DeviceId).With(family.UserAgent).With(family.RemoteAddress)
            .With(now).With(horizon.From(now));
        switch ((string)(await command.ExecuteScalarAsync(cancellationToken))!)
        {
            case "redeemed":
                await NotePlaceAsync(family);
                return CodeRedemption.Redeemed;
            case "already_redeemed":
                Log.CodeReused(logger);
                return CodeRedemption.AlreadyRedeemed;
            default:
                return CodeRedemption.UnknownOrExpired;
        }
    }

    // A statement of its own, only where a place is known: the first refresh is compared with it. The code is spent by
    // now, so that neither a fault nor a client that hangs up may keep the answer from being made.
    private async Task NotePlaceAsync(NewRefreshFamily family)
    {
        if (family is not { Place: { } place, RefreshToken: { } token })
        {
            return;
        }

        try
        {
            const string Sql = "update refresh_tokens set country = $2, latitude = $3, longitude = $4 where token_hash = $1";
            await using NpgsqlCommand command = store.CreateCommand(Sql);
            command.With(token.ToArray()).With(place.Country).With(place.Latitude).With(place.Longitude);
            await command.ExecuteNonQueryAsync(CancellationToken.None);
        }
        catch (NpgsqlException exception)
        {
            Log.PlaceNotNoted(logger, exception);
        }
    }
}
