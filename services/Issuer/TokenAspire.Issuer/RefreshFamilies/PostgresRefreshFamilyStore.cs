using Microsoft.Extensions.Options;
using Npgsql;
using TokenAspire.Issuer.Contracts.RefreshFamilies;
using TokenAspire.Issuer.Contracts.Tokens;
using TokenAspire.Issuer.Revocations;
using TokenAspire.Issuer.Store;

namespace TokenAspire.Issuer.RefreshFamilies;

/// <summary>Refresh families in Postgres: one round trip for each verb. The decision stands in <c>Schema/0006_rotation.sql</c>.</summary>
internal sealed class PostgresRefreshFamilyStore(
    NpgsqlDataSource store,
    RevocationHorizon horizon,
    IOptions<RefreshRotationOptions> options,
    TimeProvider time,
    ILogger<PostgresRefreshFamilyStore> logger) : IRefreshFamilyStore
{
    private const string FamilyColumns =
        "(family).family_id, (family).client_id, (family).subject_id, (family).session_id, (family).authenticated_at, (family).scopes, (family).expires_at";

    public async Task<RotationResult> RotateAsync(RotationRequest request, CancellationToken cancellationToken)
    {
        const string Sql =
            $"""
            select {FamilyColumns}, outcome,
                (successor).access_token_id, (successor).access_token_issued_at, (successor).access_token_expires_at,
                (successor).access_token_scopes
              from rotate_refresh_token($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
            """;
        DateTimeOffset now = time.GetUtcNow();
        await using NpgsqlCommand command = store.CreateCommand(Sql);
        command.With(request.Presented.ToArray()).With(request.ClientId).With(request.DeviceId).With(request.RequestedScopes)
            .With(request.Successor.ToArray()).With(now + request.SuccessorLifetime)
            .With(request.AccessToken.TokenId).With(request.AccessToken.IssuedAt).With(request.AccessToken.ExpiresAt)
            .With(request.UserAgent).With(request.RemoteAddress)
            .With(now).With(options.Value.GraceWindow).With(horizon.From(now));
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return ReadResult(reader);
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

    private RotationResult ReadResult(NpgsqlDataReader reader)
    {
        RotationOutcome outcome = reader.GetString(7) switch
        {
            "rotated" => RotationOutcome.Rotated,
            "grace" => RotationOutcome.Grace,
            "reuse" => RotationOutcome.Reuse,
            "expired" => RotationOutcome.Expired,
            "unknown" => RotationOutcome.Unknown,
            "client_mismatch" => RotationOutcome.ClientMismatch,
            "device_mismatch" => RotationOutcome.DeviceMismatch,
            "scope_exceeded" => RotationOutcome.ScopeExceeded,
            string other => throw new InvalidOperationException($"rotate_refresh_token answered '{other}'."),
        };
        if (outcome is RotationOutcome.Reuse)
        {
            Log.TokenReused(logger, reader.GetGuid(0), reader.GetString(1));
        }

        return outcome is RotationOutcome.Rotated or RotationOutcome.Grace
            ? new RotationResult(
                outcome,
                ReadFamily(reader),
                new IssuedAccessToken(reader.GetGuid(8), reader.GetTime(9), reader.GetTime(10)),
                reader.GetFieldValue<string[]>(11))
            : new RotationResult(outcome);
    }

    private static RefreshFamily ReadFamily(NpgsqlDataReader reader) => new()
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
