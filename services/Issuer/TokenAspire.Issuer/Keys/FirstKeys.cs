using TokenAspire.Issuer.Store;

namespace TokenAspire.Issuer.Keys;

/// <summary>Loads the keys before the first request; the first issuer of all makes them.</summary>
internal sealed class FirstKeys(PostgresSigningKeyRing keyRing, KeyRewrapping rewrapping) : IStoreContent
{
    public async Task PrepareAsync(CancellationToken cancellationToken)
    {
        await rewrapping.RunAsync(cancellationToken);
        await keyRing.RefreshAsync(cancellationToken);
    }
}
