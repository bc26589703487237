namespace TokenAspire.Revocation.Benchmarks;

/// <summary>Revocations and tokens as an issuer makes them: <c>jti</c> a UUIDv7, <c>sid</c> and <c>sub</c> UUIDs, clients by name.</summary>
internal static class Revocations
{
    public const int Million = 1_000_000;

    private const int Clients = 5_000;

    public static readonly DateTimeOffset Now = TimeProvider.System.GetUtcNow();

    /// <summary>A million of all kinds, as they would come: tokens and sessions mostly.</summary>
    public static RevocationEntry[] Mixture() =>
    [
        .. Enumerable.Range(0, 700_000).Select(_ => Entry(RevocationKind.Token, Guid.CreateVersion7(Now).ToString())),
        .. Enumerable.Range(0, 200_000).Select(_ => Entry(RevocationKind.Session, Guid.NewGuid().ToString())),
        .. Enumerable.Range(0, 95_000).Select(_ => Entry(RevocationKind.Subject, Guid.NewGuid().ToString())),
        .. Enumerable.Range(0, Clients).Select(index => Entry(RevocationKind.Client, $"revoked-{index}")),
    ];

    public static RevocationEntry Entry(RevocationKind kind, string value) => new(kind, value, Now, Now.AddHours(1));

    /// <summary>A token of which nothing is revoked.</summary>
    public static TokenIdentity Token(int index) => new(
        Guid.CreateVersion7(Now).ToString(), Guid.NewGuid().ToString(), Guid.NewGuid().ToString(), $"client-{index % Clients}", Now.ToUnixTimeMilliseconds());

    /// <summary>A token of which just what the entry names is revoked.</summary>
    public static TokenIdentity Token(int index, RevocationEntry entry)
    {
        TokenIdentity token = Token(index);
        return entry.Kind switch
        {
            RevocationKind.Token => new TokenIdentity(entry.Value, token.SessionId, token.Subject, token.ClientId, token.IssuedAtMilliseconds),
            RevocationKind.Session => new TokenIdentity(token.TokenId, entry.Value, token.Subject, token.ClientId, token.IssuedAtMilliseconds),
            RevocationKind.Subject => new TokenIdentity(token.TokenId, token.SessionId, entry.Value, token.ClientId, token.IssuedAtMilliseconds),
            _ => new TokenIdentity(token.TokenId, token.SessionId, token.Subject, entry.Value, token.IssuedAtMilliseconds),
        };
    }
}
