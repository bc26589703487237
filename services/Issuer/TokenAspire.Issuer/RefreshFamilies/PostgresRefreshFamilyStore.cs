using System.Threading.RateLimiting;
using Microsoft.Extensions.Options;
using Npgsql;
using TokenAspire.Issuer.Contracts.RefreshFamilies;
using TokenAspire.Issuer.Contracts.Tokens;
using TokenAspire.Issuer.Revocations;
using TokenAspire.Issuer.Store;

namespace TokenAspire.Issuer.RefreshFamilies;

/// <summary>Refresh families in Postgres: one round trip for each verb. The decision stands in <c>Schema/0030_rotation.sql</c>.</summary>
internal sealed class PostgresRefreshFamilyStore(
    NpgsqlDataSource store,
    RotationQueue queue,
    RevocationHorizon horizon,
    IOptions<RefreshRotationOptions> options,
    TimeProvider time,
    ILogger<PostgresRefreshFamilyStore> logger) : IRefreshFamilyStore
{
    internal const string FamilyColumns =
        "(family).family_id, (family).client_id, (family).subject_id, (family).session_id, (family).authenticated_at, (family).scopes, (family).expires_at";

    public async Task<RotationResult> RotateAsync(RotationRequest request, CancellationToken cancellationToken)
    {
        using RateLimitLease? turn = await queue.EnterAsync(cancellationToken);
        if (turn is null)
        {
            return new RotationResult(RotationOutcome.Overloaded) { RetryAfter = queue.RetryAfter };
        }

        DateTimeOffset now = time.GetUtcNow();
        await using NpgsqlCommand command = RotationStatement.Create(store, request, options.Value, now, horizon.From(now));
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        RotationResult result = RotationStatement.Read(reader, now);
        if (result is { Outcome: RotationOutcome.Reuse, Grant: { } reused })
        {
            Log.TokenReused(logger, reused.FamilyId, reused.ClientId);
        }

        if (result is { Suspicion: { } suspicion, Grant: { } suspected })
        {
            Log.SuspiciousUse(logger, suspected.FamilyId, suspected.ClientId, suspicion, result.Outcome);
        }

        return result;
    }

    public async Task<LiveRefreshToken?> FindLiveAsync(TokenHash token, CancellationToken cancellationToken)
    {
        const string Sql =
            $"""
            select {FamilyColumns}, token.created_at, token.expires_at
              from refresh_tokens token
                join refresh_families family using (family_id)
                join sessions session using (session_id)
                join users account on account.id = family.subject_id
              where token.token_hash = $1 and token.consumed_at is null and token.expires_at > $2
                and family.revoked_at is null and family.expires_at > $2 and session.ended_at is null
                and account.disabled_at is null
            """;
        await using NpgsqlCommand command = store.CreateCommand(Sql).With(token.ToArray()).With(time.GetUtcNow());
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken)
            ? new LiveRefreshToken(ReadFamily(reader), reader.GetTime(7), reader.GetTime(8))
            : null;
    }

    public async Task<bool> RevokeAsync(TokenHash token, string clientId, CancellationToken cancellationToken)
    {
        DateTimeOffset now = time.GetUtcNow();
        await using NpgsqlCommand command = store.CreateCommand("select revoke_refresh_token($1, $2, $3, $4)");
        command.With(token.ToArray()).With(clientId).With(now).With(horizon.From(now));
        return (bool)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    internal static RefreshFamily ReadFamily(NpgsqlDataReader reader) => new()
    {
        FamilyId = reader.GetGuid(0),
        ClientId = reader.GetString(1),
        SubjectId = reader.GetGuid(2).ToString(),
        SessionId = reader.GetGuid(3).ToString(),
        AuthenticatedAt = reader.GetTime(4),
        Scopes = reader.GetFieldValue<string[]>(5),
        ExpiresAt = reader.GetTime(6),
    };
}
