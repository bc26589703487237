using System.Collections.Concurrent;
using System.Diagnostics;
using static TokenAspire.Revocation.Tests.RevocationTopology;

namespace TokenAspire.Revocation.Tests;

/// <summary>What the exchanges with Redis leave in a trace.</summary>
public sealed class RedisSpanTests : IDisposable
{
    private readonly ActivitySource _requests = new($"Requests.{Guid.NewGuid():N}");
    private readonly ConcurrentQueue<Activity> _ended = new();
    private readonly ActivityListener _listener;

    public RedisSpanTests()
    {
        _listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "TokenAspire.Revocation" || source == _requests,
            Sample = static (ref _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = _ended.Enqueue,
        };
        ActivitySource.AddActivityListener(_listener);
    }

    public void Dispose()
    {
        _listener.Dispose();
        _requests.Dispose();
    }

    [Fact]
    public async Task A_revocation_has_its_append_in_the_trace_of_its_request()
    {
        await using RevocationTopology topology = await RevocationTopology.StartAsync();
        IRevocationPublisher publisher = await topology.StartSeededPublisherAsync();
        TokenIdentity token = Token();

        using (Activity request = _requests.StartActivity("request")!)
        {
            await publisher.RevokeAsync(Entry(RevocationKind.Token, token.TokenId), "test", "test", Ct);
        }

        Activity append = Assert.Single(Exchanges());
        Assert.Equal(("EVAL append", ActivityKind.Client, ActivityStatusCode.Unset), (append.DisplayName, append.Kind, append.Status));
        Assert.Equal("request", append.Parent!.OperationName);
        Assert.Equal(
            new Dictionary<string, object?>(StringComparer.Ordinal)
            {
                ["db.system.name"] = "redis",
                ["db.operation.name"] = "EVAL",
                ["db.query.summary"] = "EVAL append",
                ["db.namespace"] = "0",
                ["server.address"] = "127.0.0.1",
                ["server.port"] = topology.Server.Port,
            },
            append.TagObjects.ToDictionary(StringComparer.Ordinal));
    }

    [Fact]
    public async Task The_arrival_of_a_revocation_shows_the_read_that_found_it()
    {
        await using RevocationTopology topology = await RevocationTopology.StartAsync();
        IRevocationPublisher publisher = await topology.StartSeededPublisherAsync();
        IRevocationReplica replica = await topology.StartReplicaAsync();
        TokenIdentity token = Token();

        await publisher.RevokeAsync(Entry(RevocationKind.Token, token.TokenId), "test", "test", Ct);
        await EventuallyAsync(() => replica.Check(token) == RevocationVerdict.TokenRevoked);
        Activity arrival = await EndedAsync("apply revocations", topology);

        Activity read = _ended.Single(activity => activity.DisplayName == "EVAL read" && activity.TraceId == arrival.TraceId);
        Assert.Equal(arrival.SpanId, read.ParentSpanId);
        Assert.InRange(read.StartTimeUtc, arrival.StartTimeUtc, arrival.StartTimeUtc + arrival.Duration);
        Assert.True(read.StartTimeUtc + read.Duration <= arrival.StartTimeUtc + arrival.Duration);
    }

    [Fact]
    public async Task An_exchange_without_an_answer_says_so_and_why()
    {
        await using RevocationTopology topology = await RevocationTopology.StartAsync();
        IRevocationPublisher publisher = await topology.StartSeededPublisherAsync();
        await topology.KillRedisAsync();

        using (Activity request = _requests.StartActivity("request")!)
        {
            await publisher.RevokeAsync(Entry(RevocationKind.Token, Token().TokenId), "test", "test", Ct);
        }

        Activity append = Assert.Single(Exchanges());
        Assert.Equal(ActivityStatusCode.Error, append.Status);
        Assert.Contains("Exception", (string)append.GetTagItem("error.type")!, StringComparison.Ordinal);
        Assert.Null(append.StatusDescription);
    }

    // A poll is an exchange several times a second: each would be a trace of its own.
    [Fact]
    public async Task What_the_background_asks_is_in_no_trace()
    {
        await using RevocationTopology topology = await RevocationTopology.StartAsync();
        await topology.StartSeededPublisherAsync();
        await topology.StartReplicaAsync();
        long before = await topology.CallsAsync("eval");

        await EventuallyAsync(async () => await topology.CallsAsync("eval") > before + 4);

        Assert.DoesNotContain(_ended, activity => activity.Source.Name == "TokenAspire.Revocation" && Speaks(activity, topology));
    }

    // The listener hears the tests that run beside this one too.
    private IEnumerable<Activity> Exchanges() => _ended.Where(activity => activity.Kind == ActivityKind.Client && activity.Parent?.Source == _requests);

    private static bool Speaks(Activity activity, RevocationTopology topology) => activity.GetTagItem("server.port") is int port && port == topology.Server.Port;

    private async Task<Activity> EndedAsync(string name, RevocationTopology topology)
    {
        await EventuallyAsync(() => Find() is not null);
        return Find()!;

        Activity? Find()
        {
            HashSet<ActivityTraceId> own = [.. _ended.Where(activity => Speaks(activity, topology)).Select(activity => activity.TraceId)];
            return _ended.FirstOrDefault(activity => activity.DisplayName == name && own.Contains(activity.TraceId));
        }
    }
}
