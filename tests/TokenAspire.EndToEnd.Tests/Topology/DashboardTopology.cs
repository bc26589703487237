namespace TokenAspire.EndToEnd.Tests.Topology;

/// <summary>A topology with the app host's own dashboard, which receives the services' telemetry.</summary>
public sealed class DashboardTopology : TopologyFixture
{
    private readonly string _browserToken = System.Security.Cryptography.RandomNumberGenerator.GetHexString(32);

    /// <summary>Where a browser logs in, once.</summary>
    internal Uri DashboardLogin => new(App.GetEndpoint("aspire-dashboard"), "/login?t=" + _browserToken);

    private protected override string DashboardToken => _browserToken;
}
