using System.Globalization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace TokenAspire.Revocation.Tests;

/// <summary>A real Redis server, one journal, and as many publishers and replicas as a test starts.</summary>
internal sealed class RevocationTopology : IAsyncDisposable
{
    public const string StreamKey = RevocationStream.KeyName;

    public static readonly string WakeChannel = RevocationStream.WakeChannelName(database: 0);

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private const string Durable = "appendonly yes";

    private readonly List<IHost> _hosts = [];
    private readonly ConnectionMultiplexer _redis;

    private RevocationTopology(RedisServer server, ConnectionMultiplexer redis)
    {
        Server = server;
        _redis = redis;
    }

    public static CancellationToken Ct => TestContext.Current.CancellationToken;

    public RedisServer Server { get; }

    public IRevocationJournal Journal { get; init; } = new InProcessJournal();

    /// <param name="configuration">Lines of the server's configuration; by default it keeps its data over a restart.</param>
    /// <param name="journal">The issuers' journal; by default one in this process.</param>
    public static async Task<RevocationTopology> StartAsync(string configuration = Durable, IRevocationJournal? journal = null)
    {
        RedisServer server = await RedisServer.StartAsync(configuration, Ct);
        ConnectionMultiplexer redis = await ConnectionMultiplexer.ConnectAsync(server.ConnectionString + ",abortConnect=false,allowAdmin=true");
        return new RevocationTopology(server, redis) { Journal = journal ?? new InProcessJournal() };
    }

    /// <summary>A token issued now or at the given time, with a time-ordered <c>jti</c>.</summary>
    public static TokenIdentity Token(string subject = "alice", string? session = "session", string client = "cli", DateTimeOffset? issuedAt = null)
    {
        DateTimeOffset issued = issuedAt ?? TimeProvider.System.GetUtcNow();
        string tokenId = Guid.CreateVersion7(issued).ToString();
        return new TokenIdentity(tokenId, session, subject, client, TokenIdentity.IssueTime(tokenId, issued.ToUnixTimeSeconds()));
    }

    public static RevocationEntry Entry(RevocationKind kind, string value, DateTimeOffset? revokedAt = null)
    {
        DateTimeOffset now = revokedAt ?? TimeProvider.System.GetUtcNow();
        return new RevocationEntry(kind, value, now, now.AddMinutes(10));
    }

    /// <summary>Waits until the condition holds; fails the test when it never does.</summary>
    public static async Task EventuallyAsync(Func<Task<bool>> condition)
    {
        using CancellationTokenSource bound = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        bound.CancelAfter(Patience);
        using PeriodicTimer timer = new(TimeSpan.FromMilliseconds(5), TimeProvider.System);
        while (!await condition())
        {
            await timer.WaitForNextTickAsync(bound.Token);
        }
    }

    public static Task EventuallyAsync(Func<bool> condition) => EventuallyAsync(() => Task.FromResult(condition()));

    public async Task<IHost> StartPublisherAsync(int? port = null, TimeProvider? time = null, int database = 0) => await StartAsync(port, builder =>
    {
        builder.Configuration["ConnectionStrings:revocations"] += $",defaultDatabase={database}";
        if (time is not null)
        {
            builder.Services.AddSingleton(time);
        }

        builder.Services.AddSingleton(Journal);
        builder.AddRevocationPublisher();
    });

    /// <summary>A publisher that has completed the stream.</summary>
    public async Task<IRevocationPublisher> StartSeededPublisherAsync(int? port = null, TimeProvider? time = null)
    {
        IHost host = await StartPublisherAsync(port, time);
        await EventuallyAsync(IsSeededAsync);
        return host.Services.GetRequiredService<IRevocationPublisher>();
    }

    public async Task<IHost> StartReplicaHostAsync(
        TimeSpan? pollInterval = null, int? port = null, TimeProvider? time = null, TimeSpan? commandTimeout = null) => await StartAsync(port, builder =>
    {
        if (time is not null)
        {
            builder.Services.AddSingleton(time);
        }

        if (pollInterval is { } interval)
        {
            builder.Services.Configure<RevocationOptions>(options => options.PollInterval = interval);
        }

        if (commandTimeout is { } timeout)
        {
            builder.Services.Configure<RevocationOptions>(options => options.CommandTimeout = timeout);
        }

        builder.AddRevocationReplica();
    });

    /// <summary>A replica that has been replayed and is woken by the publishers.</summary>
    public async Task<IRevocationReplica> StartReplicaAsync(TimeSpan? pollInterval = null, int? port = null)
    {
        long before = await SubscribersAsync();
        IHost host = await StartReplicaHostAsync(pollInterval, port);
        IRevocationReplica replica = host.Services.GetRequiredService<IRevocationReplica>();
        await EventuallyAsync(async () => replica.State.IsReplayed && await SubscribersAsync() > before);
        return replica;
    }

    /// <summary>SIGKILL: no goodbye, no last write.</summary>
    public Task KillRedisAsync() => Server.KillAsync(Ct);

    public async Task StartRedisAsync()
    {
        await Server.StartAsync(Ct);
        await ReconnectAsync();
    }

    public Task<RedisResult> RedisAsync(string command, params object[] arguments) =>
        _redis.GetDatabase().ExecuteAsync(command, arguments).WaitAsync(Patience, TimeProvider.System, Ct);

    /// <summary>The stream as a snapshot holds it.</summary>
    public async Task<byte[]> DumpAsync() => ((byte[]?)await RedisAsync("DUMP", StreamKey))!;

    /// <summary>Puts a snapshot of the stream in its place, in the running server.</summary>
    public Task RestoreAsync(byte[] snapshot) => RedisAsync("RESTORE", StreamKey, 0, snapshot, "REPLACE");

    /// <summary>Waits until the test's own connection has found the server again.</summary>
    public Task ReconnectAsync() => EventuallyAsync(async () =>
    {
        try
        {
            await RedisAsync("PING");
            return true;
        }
        catch (RedisException)
        {
            return false;
        }
    });

    public async Task<bool> IsSeededAsync() =>
        await MarkAsync() is { } mark && ((string?)await RedisAsync("INFO", "server"))!.Contains($"run_id:{mark.Split(':')[1]}", StringComparison.Ordinal);

    /// <summary>The issuer's mark in the stream; null when there is none.</summary>
    public async Task<string?> MarkAsync()
    {
        if ((long)await RedisAsync("EXISTS", StreamKey) == 0)
        {
            return null;
        }

        RedisResult[] groups = ((RedisResult[]?)await RedisAsync("XINFO", "GROUPS", StreamKey))!;
        return groups.Select(group => (string)((RedisResult[]?)group)![1]!).SingleOrDefault(name => name.StartsWith("seeded:", StringComparison.Ordinal));
    }

    /// <summary>How often a command was executed since the server started.</summary>
    public async Task<long> CallsAsync(string command)
    {
        string statistics = ((string?)await RedisAsync("INFO", "commandstats"))!;
        string[] line = [.. statistics.Split('\n').Where(entry => entry.StartsWith($"cmdstat_{command}:calls=", StringComparison.Ordinal))];
        return line.Length == 0 ? 0 : long.Parse(line[0].Split('=', ',')[1], CultureInfo.InvariantCulture);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (IHost host in _hosts)
        {
            await host.StopAsync(CancellationToken.None);
            host.Dispose();
        }

        await _redis.CloseAsync();
        _redis.Dispose();
        await Server.DisposeAsync();
    }

    private async Task<long> SubscribersAsync() =>
        (long)((RedisResult[]?)await RedisAsync("PUBSUB", "NUMSUB", WakeChannel))![1];

    private async Task<IHost> StartAsync(int? port, Action<HostApplicationBuilder> describe)
    {
        HostApplicationBuilder builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        builder.Configuration.AddInMemoryCollection([new("ConnectionStrings:revocations", RedisServer.ConnectionStringFor(port ?? Server.Port)), new("Revocation:PollInterval", "00:00:00.050")]);
        describe(builder);
        IHost host = builder.Build();
        _hosts.Add(host);
        await host.StartAsync(Ct);
        return host;
    }
}
