using TokenAspire.LocalHosting;
using TokenAspire.LocalHosting.ApplicationModel;
using TokenAspire.LocalHosting.Testing;
using TokenAspire.Revocation.Tests.Issuer;
using static TokenAspire.Revocation.Tests.RevocationTopology;

namespace TokenAspire.Revocation.Tests;

/// <summary>Issuers in processes of their own on one Postgres journal, killed where it hurts.</summary>
public sealed class CrashTests : IAsyncLifetime
{
    private DistributedApplication? _app;
    private RevocationTopology? _topology;
    private PostgresJournal? _journal;
    private string _postgres = "";

    public async ValueTask InitializeAsync()
    {
        IDistributedApplicationBuilder builder = DistributedApplication.CreateBuilder();
        builder.AddPostgres("postgres").AddDatabase("journal");
        _app = builder.Build();
        await _app.StartAsync(Ct);
        await _app.ResourceNotifications.WaitForResourceHealthyAsync("journal", Ct);
        _postgres = (await _app.GetConnectionStringAsync("journal", Ct))!;
        _journal = new PostgresJournal(_postgres);
        await _journal.CreateAsync(Ct);
        _topology = await RevocationTopology.StartAsync(journal: _journal);
    }

    [Theory]
    [InlineData(Stall.AfterJournal)]
    [InlineData(Stall.AfterStream)]
    public async Task A_revocation_survives_the_issuer_that_was_killed_half_way(Stall stall)
    {
        TokenIdentity token = Token();
        using IssuerProcess issuer = Start(stall);
        await EventuallyAsync(_topology!.IsSeededAsync);
        IRevocationReplica replica = await _topology.StartReplicaAsync();
        await issuer.RevokeAsync([token.TokenId], Ct);
        Assert.Equal("stalled", await issuer.NextAsync(Ct));

        await issuer.KillAsync(Ct);

        Assert.Single(await _journal!.ReadUnpublishedAsync(10, Ct));
        Assert.Equal(stall is Stall.AfterStream ? 1 : 0, (long)await _topology.RedisAsync("XLEN", StreamKey));
        await _topology.StartPublisherAsync();
        await EventuallyAsync(async () => (await _journal.ReadUnpublishedAsync(1, Ct)).Count == 0);
        await EventuallyAsync(() => replica.Check(token) == RevocationVerdict.TokenRevoked);
    }

    [Fact]
    public async Task Issuers_that_publish_at_once_lose_nothing_when_one_of_them_is_killed()
    {
        using IssuerProcess first = Start(Stall.Never);
        using IssuerProcess second = Start(Stall.Never);
        using IssuerProcess victim = Start(Stall.Never);
        await EventuallyAsync(_topology!.IsSeededAsync);
        IRevocationReplica replica = await _topology.StartReplicaAsync();
        string[][] tokens = [.. Enumerable.Range(0, 3).Select(_ => Enumerable.Range(0, 300).Select(_ => Token().TokenId).ToArray())];

        await Task.WhenAll(first.RevokeAsync(tokens[0], Ct), second.RevokeAsync(tokens[1], Ct), victim.RevokeAsync(tokens[2], Ct));
        string answered = await victim.NextAsync(Ct);
        await victim.KillAsync(Ct);
        await Task.WhenAll(first.FinishAsync(Ct), second.FinishAsync(Ct));

        // The outbox of any issuer finishes what the killed one had journalled.
        await _topology.StartPublisherAsync();
        await EventuallyAsync(async () => (await _journal!.ReadUnpublishedAsync(1, Ct)).Count == 0);
        string[] journalled = [.. (await _journal!.ReadActiveAsync(Ct).ToListAsync(Ct)).Select(revocation => revocation.Entry.Value)];
        Assert.Contains(answered, journalled);
        Assert.Superset(tokens[0].Concat(tokens[1]).ToHashSet(), journalled.ToHashSet());
        await EventuallyAsync(() => journalled.All(tokenId => replica.Check(new TokenIdentity(tokenId, null, "alice", "cli", 0)) == RevocationVerdict.TokenRevoked));
        TokenIdentity other = Token();
        Assert.Equal(RevocationVerdict.NotRevoked, replica.Check(other));
    }

    public async ValueTask DisposeAsync()
    {
        if (_topology is not null)
        {
            await _topology.DisposeAsync();
            await _journal!.DisposeAsync();
        }

        await _app!.DisposeAsync();
    }

    private IssuerProcess Start(Stall stall) => IssuerProcess.Start(_topology!.Server.ConnectionString, _postgres, stall);
}
