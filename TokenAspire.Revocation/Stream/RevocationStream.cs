using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace TokenAspire.Revocation;

/// <summary>
/// The Redis stream of revocations, and the only place that speaks to Redis. Commands go through <c>Execute</c>, which
/// every version of the client has, and every fault surfaces as <see cref="StreamUnreachableException"/>: the client
/// reports a lost connection in several ways and does not time out asynchronous commands on its own in all versions.
/// </summary>
internal sealed class RevocationStream(RedisLink link, IOptions<RevocationOptions> options, TimeProvider time)
{
    /// <summary>The hash tag keeps stream and channel on one node of a Redis Cluster.</summary>
    public const string KeyName = "{tokenaspire:revocations}";

    private const int PageHead = 5;
    private const string Evaluate = "EVAL";

    private static readonly RedisOperation ReadOperation = new(Evaluate, "read");

    private static readonly RedisKey Key = KeyName;

    private readonly string _wakeChannel = WakeChannelName(link.Database);

    /// <summary>
    /// Where an append is announced. Redis keeps the keys of its databases apart, but not their channels: the stream of
    /// another database must not be heard here.
    /// </summary>
    public static string WakeChannelName(int database) => string.Create(CultureInfo.InvariantCulture, $"{KeyName}:wake:{database}");

    /// <summary>Appends revocations in order, drops what is past its retention and wakes the replicas.</summary>
    public async Task AppendAsync(IReadOnlyCollection<JournalledRevocation> revocations, CancellationToken ct)
    {
        if (revocations.Count > 0)
        {
            long now = time.GetUtcNow().ToUnixTimeMilliseconds();
            long retention = (long)options.Value.Retention.TotalMilliseconds;
            await EvaluateAsync(
                "append", StreamScripts.Append, [Key, (RedisKey)_wakeChannel], [now, retention, .. revocations.Select(StreamEntry.ToText)], ct);
        }
    }

    /// <summary>Reads forward from a position, in one step of the server's.</summary>
    public async Task<StreamPage> ReadAsync(StreamId after, int count, CancellationToken ct)
    {
        RedisResult[] reply = ((RedisResult[]?)await EvaluateAsync(ReadOperation.Script!, StreamScripts.Read, [Key], [after.ToString(), count], ct))!;
        List<JournalledRevocation> revocations = new(reply.Length - PageHead);
        foreach (RedisResult entry in reply.AsSpan(PageHead))
        {
            if (StreamEntry.FromText((string?)entry) is { } revocation)
            {
                revocations.Add(revocation);
            }
        }

        int read = reply.Length - PageHead;
        StreamId end = StreamId.Parse(Text(reply[2]));
        return new StreamPage(
            revocations,
            StreamId.Parse(Text(reply[4])),
            end,
            IsIntact: StreamId.Parse(Text(reply[3])) == end,
            IsLast: read < count,
            Unreadable: read - revocations.Count,
            new StreamIncarnation(Text(reply[0]), Text(reply[1])));
    }

    /// <summary>Adds a read that has found revocations to the trace of their arrival.</summary>
    public void RecordRead(ActivityContext parent, DateTimeOffset began, DateTimeOffset ended) => link.Record(ReadOperation, parent, began, ended);

    /// <summary>Leaves a note in the stream that is lost with it, so that a loss from now on can be told.</summary>
    /// <returns>The <c>run_id</c> of the server.</returns>
    public async Task<string> BeginSeedingAsync(string nonce, CancellationToken ct) =>
        Text(await EvaluateAsync("begin seeding", StreamScripts.BeginSeeding, [Key], [nonce], ct));

    /// <summary>Declares the stream complete, unless it or the server is another than when seeding began.</summary>
    /// <returns>Whether it was declared complete.</returns>
    public async Task<bool> TryMarkSeededAsync(string nonce, string runId, CancellationToken ct) =>
        (long)await EvaluateAsync("mark seeded", StreamScripts.MarkSeeded, [Key], [nonce, runId], ct) == 1;

    /// <summary>
    /// Calls back after appends by anyone, over the present connection; nothing where that is done already. Messages may
    /// get lost: only reading tells what there is.
    /// </summary>
    /// <returns>Whether this call subscribed.</returns>
    public Task<bool> SubscribeAsync(Action<Announcement> hear, CancellationToken ct) => link.ExchangeAsync(
        new RedisOperation("SUBSCRIBE"),
        async connection =>
        {
            if (!link.IsNewToSubscriber(connection))
            {
                return false;
            }

            RedisChannel channel = new(_wakeChannel, RedisChannel.PatternMode.Literal);
            await connection.GetSubscriber().SubscribeAsync(channel, (_, message) => hear(Announcement.FromText((string?)message)));
            link.NoteSubscribed(connection);
            return true;
        },
        ct);

    private Task<RedisResult> EvaluateAsync(string name, string script, RedisKey[] keys, object[] arguments, CancellationToken ct) => link.ExchangeAsync(
        new RedisOperation(Evaluate, name),
        connection => connection.GetDatabase().ExecuteAsync(
            Evaluate, [script, keys.Length, .. keys, .. arguments], CommandFlags.DemandMaster),
        ct);

    private static string Text(RedisResult reply) => ((string?)reply)!;
}
