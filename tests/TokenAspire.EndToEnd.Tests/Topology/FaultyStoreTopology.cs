namespace TokenAspire.EndToEnd.Tests.Topology;

/// <summary>What can happen to the revocation store.</summary>
public enum StoreFault
{
    /// <summary>SIGKILL, and started again with its append-only file.</summary>
    KilledAndStartedFromDisk,

    /// <summary>SIGKILL, and started again with nothing.</summary>
    KilledAndStartedEmpty,

    /// <summary>Connections are accepted and kept, and nothing is answered.</summary>
    Swallowed,
}

/// <summary>A topology whose services reach Redis through a proxy that can swallow everything.</summary>
public sealed class FaultyStoreTopology : TopologyFixture
{
    private readonly TcpProxy _proxy;
    private RedisResource? _store;

    public FaultyStoreTopology() => _proxy = new TcpProxy(() => StorePort);

    private int StorePort => _store!.PrimaryEndpoint.Port;

    internal async Task BreakAsync(StoreFault fault)
    {
        if (fault == StoreFault.Swallowed)
        {
            _proxy.Swallow();
            return;
        }

        string folder = LocalProcess.Folder(StorePort);
        await LocalProcess.KillListenerAsync(StorePort);
        if (fault == StoreFault.KilledAndStartedEmpty)
        {
            Directory.Delete(Path.Combine(folder, "appendonlydir"), recursive: true);
        }
    }

    internal async Task MendAsync(StoreFault fault)
    {
        if (fault == StoreFault.Swallowed)
        {
            _proxy.Pass();
            return;
        }

        ExecuteCommandResult started = await App.ResourceCommands.ExecuteCommandAsync(
            _store!.Name, KnownResourceCommands.StartCommand, TestContext.Current.CancellationToken);
        Assert.True(started.Success, started.Message);
    }

    private protected override void Change(IResourceBuilder<ProjectResource> service)
    {
        _store = service.ApplicationBuilder.Resources.OfType<RedisResource>().Single();
        service.WithEnvironment("ConnectionStrings__revocations", ReferenceExpression.Create($"127.0.0.1:{Port},password={_store.PasswordParameter!}"));
    }

    private string Port => _proxy.Port.ToString(System.Globalization.CultureInfo.InvariantCulture);

    private protected override ValueTask EndAsync() => _proxy.DisposeAsync();
}

/// <summary>The tests that share <see cref="FaultyStoreTopology"/>.</summary>
[CollectionDefinition(nameof(FaultyStoreTopology))]
public sealed class FaultyStoreTopologyTests : ICollectionFixture<FaultyStoreTopology>;
