using Npgsql;
using TokenAspire.Issuer.Contracts.RefreshFamilies;
using TokenAspire.Issuer.Contracts.Subjects;
using TokenAspire.Issuer.Contracts.Tokens;
using TokenAspire.Issuer.Store;

namespace TokenAspire.Issuer.RefreshFamilies;

/// <summary>The call of <c>rotate_refresh_token</c> and what it answers.</summary>
internal static class RotationStatement
{
    private const string Sql =
        $"""
        select {PostgresRefreshFamilyStore.FamilyColumns}, outcome, suspicion, retry_at,
            (successor).access_token_id, (successor).access_token_issued_at, (successor).access_token_expires_at,
            (successor).access_token_scopes, (successor).token_hash,
            (person).user_name, (person).display_name, (person).tenant_id, roles
          from rotate_refresh_token(
            $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22)
        """;

    // In the order of the columns, after the family's seven.
    private const int Outcome = 7;
    private const int Suspicion = 8;
    private const int RetryAt = 9;
    private const int AccessToken = 10;
    private const int Scopes = 13;
    private const int Successor = 14;
    private const int Person = 15;

    public static NpgsqlCommand Create(
        NpgsqlDataSource store, RotationRequest request, RefreshRotationOptions options, DateTimeOffset now, DateTimeOffset journalUntil) =>
        store.CreateCommand(Sql)
            .With(request.Presented.ToArray()).With(request.ClientId).With(request.DeviceId)
            .With(request.Origin.Browser?.ToArray()).With(request.RequestedScopes)
            .With(request.Successor.ToArray()).With(now + request.SuccessorLifetime)
            .With(request.AccessToken.TokenId).With(request.AccessToken.IssuedAt).With(request.AccessToken.ExpiresAt)
            .With(request.UserAgent).With(request.RemoteAddress)
            .With(request.Origin.Place?.Country).With(request.Origin.Place?.Latitude).With(request.Origin.Place?.Longitude)
            .With(now).With(journalUntil)
            .With(options.GraceWindow).With(options.UsesPerWindow).With(options.UseWindow).With(options.FastestTravel)
            .With(options.OnSuspicion is SuspicionPolicy.Reauthenticate);

    public static RotationResult Read(NpgsqlDataReader reader, DateTimeOffset now)
    {
        RotationOutcome outcome = ReadOutcome(reader.GetString(Outcome));
        RefreshFamily? family = reader.IsDBNull(0) ? null : PostgresRefreshFamilyStore.ReadFamily(reader);
        return new RotationResult(outcome)
        {
            Grant = outcome is RotationOutcome.Unknown ? null : family,
            Suspicion = ReadSuspicion(reader.GetStringOrNull(Suspicion)),
            RetryAfter = reader.GetTimeOrNull(RetryAt) - now,
            Issue = outcome is RotationOutcome.Rotated or RotationOutcome.Grace ? ReadIssue(reader, family!.SubjectId) : null,
        };
    }

    private static RotatedTokens ReadIssue(NpgsqlDataReader reader, string subjectId) => new(
        new IssuedAccessToken(reader.GetGuid(AccessToken), reader.GetTime(AccessToken + 1), reader.GetTime(AccessToken + 2)),
        TokenHash.FromArray(reader.GetFieldValue<byte[]>(Successor)),
        reader.GetFieldValue<string[]>(Scopes),
        new SubjectProfile(
            subjectId,
            reader.GetString(Person),
            reader.GetString(Person + 1),
            reader.GetString(Person + 2),
            reader.GetFieldValue<string[]>(Person + 3)));

    private static RotationOutcome ReadOutcome(string outcome) => outcome switch
    {
        "rotated" => RotationOutcome.Rotated,
        "grace" => RotationOutcome.Grace,
        "reuse" => RotationOutcome.Reuse,
        "expired" => RotationOutcome.Expired,
        "unknown" => RotationOutcome.Unknown,
        "client_mismatch" => RotationOutcome.ClientMismatch,
        "device_mismatch" => RotationOutcome.DeviceMismatch,
        "scope_exceeded" => RotationOutcome.ScopeExceeded,
        "limited" => RotationOutcome.Limited,
        "suspicious" => RotationOutcome.Suspicious,
        string other => throw new InvalidOperationException($"rotate_refresh_token answered '{other}'."),
    };

    private static Suspicion? ReadSuspicion(string? suspicion) => suspicion switch
    {
        null => null,
        "new_country" => Contracts.RefreshFamilies.Suspicion.NewCountry,
        "impossible_travel" => Contracts.RefreshFamilies.Suspicion.ImpossibleTravel,
        string other => throw new InvalidOperationException($"rotate_refresh_token suspects '{other}'."),
    };
}
