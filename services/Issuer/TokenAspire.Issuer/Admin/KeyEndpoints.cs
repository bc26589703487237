using Microsoft.AspNetCore.Http.HttpResults;
using TokenAspire.Issuer.Keys;
using TokenAspire.Revocation;

namespace TokenAspire.Issuer.Admin;

/// <summary>A signing key as the API shows it; nothing of the key itself.</summary>
internal sealed record KeyOutput(string Kid, string Alg, string State, DateTimeOffset StateSince, DateTimeOffset CreatedAt, DateTimeOffset? RevokedAt);

internal static class KeyEndpoints
{
    public static void MapKeys(this RouteGroupBuilder admin)
    {
        admin.MapGet("/keys", ListAsync);
        admin.MapPost("/keys/rotate", RotateAsync);
        admin.MapPost("/keys/{kid}/revoke", RevokeAsync);
    }

    private static async Task<Ok<IReadOnlyList<KeyOutput>>> ListAsync(PostgresSigningKeyRing keyRing, CancellationToken cancellationToken)
    {
        List<StoredKey> keys = await keyRing.ReadAsync(cancellationToken);
        return TypedResults.Ok<IReadOnlyList<KeyOutput>>([.. keys.Select(Output)]);
    }

    // Answers with the keys as they are afterwards. See KeySchedule.OnDemand for what a verifier notices.
    private static async Task<Ok<IReadOnlyList<KeyOutput>>> RotateAsync(
        HttpContext context, PostgresSigningKeyRing keyRing, ILogger<PostgresSigningKeyRing> logger, CancellationToken cancellationToken)
    {
        await keyRing.RotateNowAsync(cancellationToken);
        Log.KeysRotated(logger, context.Actor());
        return await ListAsync(keyRing, cancellationToken);
    }

    // For a compromised key. The caller's own token may bear its signature, and is good for no further call then.
    private static async Task<Results<JsonHttpResult<IReadOnlyList<KeyOutput>>, NotFound>> RevokeAsync(
        string kid, HttpContext context, PostgresSigningKeyRing keyRing, ILogger<PostgresSigningKeyRing> logger)
    {
        string actor = context.Actor();
        if (await keyRing.RevokeAsync(kid, actor, context.RequestAborted) is not { } outcome)
        {
            return TypedResults.NotFound();
        }

        bool published = outcome is PublicationOutcome.Published;
        Log.KeyRevoked(logger, actor, kid, published);
        List<StoredKey> keys = await keyRing.ReadAsync(CancellationToken.None);
        return TypedResults.Json<IReadOnlyList<KeyOutput>>(
            [.. keys.Select(Output)], statusCode: published ? StatusCodes.Status200OK : StatusCodes.Status202Accepted);
    }

    private static KeyOutput Output(StoredKey key) => new(
        key.KeyId, key.Algorithm, SigningKeyTable.Name(key.State), key.StateSince, key.CreatedAt, key.RevokedAt);
}
