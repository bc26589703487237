using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace TokenAspire.Revocation;

/// <summary>
/// The Redis stream of revocations, and the only place that speaks to Redis. Commands go through <c>Execute</c>, which
/// every version of the client has, and every fault surfaces as <see cref="StreamUnreachableException"/>: the client
/// reports a lost connection in several ways and does not time out asynchronous commands on its own in all versions.
/// </summary>
internal sealed class RevocationStream(IConnectionMultiplexer redis, IOptions<RevocationOptions> options, TimeProvider time)
{
    private static readonly RedisKey Key = "tokenaspire:revocations";
    private static readonly RedisKey SeededKey = "tokenaspire:revocations:seeded";
    private static readonly RedisChannel WakeChannel = new("tokenaspire:revocations:wake", RedisChannel.PatternMode.Literal);

    private const int SeedingSeconds = 600;

    /// <summary>Appends revocations in order, drops what is past its retention and wakes the replicas.</summary>
    public async Task AppendAsync(IReadOnlyCollection<JournalledRevocation> revocations, CancellationToken ct)
    {
        StreamId oldest = new((ulong)(time.GetUtcNow() - options.Value.Retention).ToUnixTimeMilliseconds(), 0);
        object[][] entries = [.. revocations.Select(StreamEntry.ToFields)];
        if (entries.Length > 0)
        {
            await ExchangeAsync(
                database => database.ExecuteAsync(
                    "EVAL", [StreamScripts.Append, 1, Key, oldest.ToString(), WakeChannel, entries[0].Length, .. entries.SelectMany(fields => fields)]),
                ct);
        }
    }

    /// <summary>Reads forward from a position, in one step of the server's.</summary>
    public Task<StreamPage> ReadAsync(StreamId after, int count, CancellationToken ct) => ExchangeAsync(
        async database =>
        {
            RedisResult[] replies = Items(await database.ExecuteAsync(
                "EVAL", StreamScripts.Read, 2, Key, SeededKey, after.ToString(), count));
            RedisResult[] end = Items(replies[1]);
            RedisResult[] read = Items(replies[2]);
            JournalledRevocation?[] revocations = [.. read.Select(entry => StreamEntry.FromFields(Items(Items(entry)[1])))];
            return new StreamPage(
                [.. revocations.OfType<JournalledRevocation>()],
                read.Length == 0 ? after : Id(read[^1]),
                end.Length == 0 ? StreamId.Start : Id(end[0]),
                IsLast: read.Length < count,
                revocations.Count(revocation => revocation is null),
                new StreamIncarnation(RunId(replies[3]), (string?)replies[0]));
        },
        ct);

    /// <summary>Which life of the server this is and whether the stream was completed for it.</summary>
    public async Task<StreamIncarnation> GetIncarnationAsync(CancellationToken ct) =>
        (await ReadAsync(StreamId.Start, 1, ct)).Incarnation;

    /// <summary>Leaves a token in the server that is lost with the stream, so that a loss from now on can be told.</summary>
    public async Task<string> BeginSeedingAsync(CancellationToken ct)
    {
        string seeding = $"{SeededKey}:by:{Guid.NewGuid():N}";
        await ExchangeAsync(database => database.ExecuteAsync("SET", (RedisKey)seeding, "1", "EX", SeedingSeconds), ct);
        return seeding;
    }

    /// <summary>Declares the stream complete for this life of the server, unless it was lost since seeding began.</summary>
    /// <returns>Whether it was declared complete.</returns>
    public async Task<bool> TryMarkSeededAsync(string seeding, string runId, CancellationToken ct) =>
        (long)await ExchangeAsync(
            database => database.ExecuteAsync("EVAL", StreamScripts.MarkUnlessLost, 2, (RedisKey)seeding, SeededKey, runId), ct) == 1;

    /// <summary>Calls back after appends by anyone. Messages may get lost: it is a wake-up and no more.</summary>
    public Task SubscribeAsync(Action wake, CancellationToken ct) => ExchangeAsync(
        async _ =>
        {
            await redis.GetSubscriber().SubscribeAsync(WakeChannel, (_, _) => wake());
            return true;
        },
        ct);

    private async Task<T> ExchangeAsync<T>(Func<IDatabase, Task<T>> exchange, CancellationToken ct)
    {
        try
        {
            return await exchange(redis.GetDatabase()).WaitAsync(options.Value.CommandTimeout, time, ct);
        }
        catch (Exception fault) when (IsOutage(fault) && !ct.IsCancellationRequested)
        {
            throw new StreamUnreachableException(fault);
        }
    }

    private static bool IsOutage(Exception fault) =>
        fault is RedisException or TimeoutException or OperationCanceledException or ObjectDisposedException;

    private static RedisResult[] Items(RedisResult reply) => ((RedisResult[]?)reply)!;

    private static StreamId Id(RedisResult entry) => StreamId.Parse(((string?)Items(entry)[0])!);

    // # Server
    // redis_version:7.0.15
    // run_id:5f3c…
    private static string RunId(RedisResult info)
    {
        const string Name = "run_id:";
        foreach (ReadOnlySpan<char> line in ((string?)info).AsSpan().EnumerateLines())
        {
            if (line.StartsWith(Name, StringComparison.Ordinal))
            {
                return line[Name.Length..].ToString();
            }
        }

        throw new InvalidOperationException("INFO server names no run_id.");
    }
}
