using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using static TokenAspire.Revocation.Tests.RevocationTopology;

namespace TokenAspire.Revocation.Tests;

/// <summary>A network that forgets connections without a word, accepts new ones that nobody answers, and cuts others.</summary>
public sealed class NetworkTests
{
    private static readonly TimeSpan NoPolling = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Both_ends_recover_by_themselves_from_a_network_that_went_silent()
    {
        await using RevocationTopology topology = await RevocationTopology.StartAsync();
        await using TcpProxy network = new(topology.Server.Port);
        IRevocationPublisher publisher = await topology.StartSeededPublisherAsync(network.Port);
        IRevocationReplica replica = await topology.StartReplicaAsync(port: network.Port);
        TokenIdentity token = Token();

        network.Freeze();
        ReplicaState silent = await replica.CatchUpAsync(TimeSpan.Zero, Ct);
        Assert.True(silent.IsReplayed);
        Assert.Equal(PublicationOutcome.Journalled, await publisher.RevokeAsync(Entry(RevocationKind.Token, token.TokenId), null, null, Ct));

        // Long enough that either end has given its connection up and tried another in vain.
        int connections = network.Connections;
        await EventuallyAsync(() => network.Connections > connections + 2);
        Assert.Equal(RevocationVerdict.NotRevoked, replica.Check(token));
        Assert.True(replica.State.Age > silent.Age);
        network.Thaw();

        await EventuallyAsync(() => replica.Check(token) == RevocationVerdict.TokenRevoked && replica.State.IsWithin(TimeSpan.FromSeconds(1)));
        TokenIdentity later = Token();
        Assert.Equal(PublicationOutcome.Published, await publisher.RevokeAsync(Entry(RevocationKind.Token, later.TokenId), null, null, Ct));
        await EventuallyAsync(() => replica.Check(later) == RevocationVerdict.TokenRevoked);
    }

    [Fact]
    public async Task A_service_that_starts_on_a_silent_network_is_not_ready_until_it_has_replayed()
    {
        await using RevocationTopology topology = await RevocationTopology.StartAsync();
        IRevocationPublisher publisher = await topology.StartSeededPublisherAsync();
        TokenIdentity token = Token();
        await publisher.RevokeAsync(Entry(RevocationKind.Token, token.TokenId), null, null, Ct);
        await using TcpProxy network = new(topology.Server.Port);
        network.Freeze();

        IHost host = await topology.StartReplicaHostAsync(port: network.Port);
        HealthCheckService health = host.Services.GetRequiredService<HealthCheckService>();
        IRevocationReplica replica = host.Services.GetRequiredService<IRevocationReplica>();
        Assert.False((await replica.CatchUpAsync(TimeSpan.Zero, Ct)).IsReplayed);
        Assert.Equal(HealthStatus.Unhealthy, (await health.CheckHealthAsync(Ct)).Status);

        network.Thaw();
        await EventuallyAsync(() => replica.State.IsReplayed);
        Assert.Equal(HealthStatus.Healthy, (await health.CheckHealthAsync(Ct)).Status);
        Assert.Equal(RevocationVerdict.TokenRevoked, replica.Check(token));
    }

    [Fact]
    public async Task A_subscription_that_has_gone_deaf_is_noticed_and_renewed()
    {
        await using RevocationTopology topology = await RevocationTopology.StartAsync();
        await using TcpProxy network = new(topology.Server.Port);
        IRevocationPublisher publisher = await topology.StartSeededPublisherAsync();
        IRevocationReplica replica = await topology.StartReplicaAsync(port: network.Port);
        int subscriptions = network.Subscriptions;
        TokenIdentity token = Token();

        network.FreezeSubscriptions();
        await publisher.RevokeAsync(Entry(RevocationKind.Token, token.TokenId), null, null, Ct);

        // Redis still believes in the subscriber that hears nothing.
        await EventuallyAsync(() => replica.Check(token) == RevocationVerdict.TokenRevoked);
        await EventuallyAsync(() => network.Subscriptions > subscriptions);
    }

    [Fact]
    public async Task Nothing_is_missed_while_connections_are_cut_again_and_again()
    {
        await using RevocationTopology topology = await RevocationTopology.StartAsync();
        await using TcpProxy network = new(topology.Server.Port);
        IRevocationPublisher publisher = await topology.StartSeededPublisherAsync();
        IRevocationReplica replica = await topology.StartReplicaAsync(port: network.Port);
        List<TokenIdentity> tokens = [];

        for (int cut = 0; cut < 10; cut++)
        {
            for (int index = 0; index < 20; index++)
            {
                TokenIdentity token = Token();
                tokens.Add(token);
                await publisher.RevokeAsync(Entry(RevocationKind.Token, token.TokenId), null, null, Ct);
            }

            network.Cut();
        }

        await EventuallyAsync(() => tokens.All(token => replica.Check(token) == RevocationVerdict.TokenRevoked));
        await EventuallyAsync(() => replica.State.IsWithin(TimeSpan.FromSeconds(1)));
    }

    [Fact]
    public async Task A_server_whose_name_is_not_known_yet_is_an_outage_like_any_other()
    {
        HostApplicationBuilder builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        builder.Configuration.AddInMemoryCollection([new("ConnectionStrings:revocations", "no-such-host.invalid:6379")]);
        builder.AddRevocationReplica();
        using IHost host = builder.Build();
        await host.StartAsync(Ct);

        Assert.False((await host.Services.GetRequiredService<IRevocationReplica>().CatchUpAsync(TimeSpan.Zero, Ct)).IsReplayed);
        await Assert.ThrowsAsync<StreamUnreachableException>(() => host.Services.GetRequiredService<RevocationStream>().ReadAsync(StreamId.Start, 1, Ct));
        await host.StopAsync(Ct);
    }

    [Fact]
    public async Task An_exchange_with_a_silent_server_ends_with_its_time_out()
    {
        await using RevocationTopology topology = await RevocationTopology.StartAsync();
        await using TcpProxy network = new(topology.Server.Port);
        IHost host = await topology.StartReplicaHostAsync(NoPolling, network.Port);
        RevocationStream stream = host.Services.GetRequiredService<RevocationStream>();
        await stream.ReadAsync(StreamId.Start, 1, Ct);

        network.FreezeConnections();

        await Assert.ThrowsAsync<StreamUnreachableException>(() => stream.ReadAsync(StreamId.Start, 1, Ct).WaitAsync(TimeSpan.FromSeconds(15), TimeProvider.System, Ct));
    }
}
