using Microsoft.AspNetCore.Http.HttpResults;
using TokenAspire.Issuer.Keys;

namespace TokenAspire.Issuer.Admin;

/// <summary>A signing key as the API shows it; nothing of the key itself.</summary>
internal sealed record KeyOutput(string Kid, string Alg, string State, DateTimeOffset StateSince, DateTimeOffset CreatedAt);

internal static class KeyEndpoints
{
    public static void MapKeys(this RouteGroupBuilder admin)
    {
        admin.MapGet("/keys", ListAsync);
        admin.MapPost("/keys/rotate", RotateAsync);
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

    private static KeyOutput Output(StoredKey key) => new(
        key.KeyId, key.Algorithm, SigningKeyTable.Name(key.State), key.StateSince, key.CreatedAt);
}
