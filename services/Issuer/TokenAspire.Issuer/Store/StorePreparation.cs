namespace TokenAspire.Issuer.Store;

/// <summary>What has to be in the store before the first request, beyond its schema.</summary>
internal interface IStoreContent
{
    /// <summary>Brings it there, or finds that another issuer has. Runs beside the other ones.</summary>
    Task PrepareAsync(CancellationToken cancellationToken);
}

/// <summary>Holds back the start until the store has its schema and all that is in it from the beginning.</summary>
internal sealed class StorePreparation(SchemaMigration schema, IEnumerable<IStoreContent> contents) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await schema.ApplyAsync(cancellationToken);

        // Side by side, each with a thread: making keys, and hashing passwords, is half of what a first start takes.
        await Task.WhenAll(contents.Select(content => Task.Run(() => content.PrepareAsync(cancellationToken), cancellationToken)));
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
