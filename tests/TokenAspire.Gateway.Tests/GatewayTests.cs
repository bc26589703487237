using TokenAspire.Gateway.Tests.Hosting;
using TokenAspire.ResourceServer.Tests;

namespace TokenAspire.Gateway.Tests;

/// <summary>A gateway for the tests of one class; each begins with an issuer as it was made, and at a later time.</summary>
public abstract class GatewayTests(SharedGateway shared) : IClassFixture<SharedGateway>, IDisposable
{
    private readonly int _requestsBefore = shared.Gateway.Service.Requests;

    internal GatewayHost Gateway => shared.Gateway;

    internal StandInIssuer Issuer => Gateway.Issuer;

    /// <summary>How many requests of this test have passed the gateway.</summary>
    internal int Passed => Gateway.Service.Requests - _requestsBefore;

    private protected RevocationStore Store => shared.Store;

    private protected static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        GC.SuppressFinalize(this);
        Issuer.Reset();
    }
}

/// <summary>The gateway of one class of tests.</summary>
public sealed class SharedGateway(RevocationStore store) : IAsyncLifetime
{
    internal RevocationStore Store => store;

    internal GatewayHost Gateway { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Gateway = await GatewayHost.StartAsync(store);

    public ValueTask DisposeAsync() => Gateway.DisposeAsync();
}
