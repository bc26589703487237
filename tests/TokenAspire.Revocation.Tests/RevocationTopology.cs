using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;
using TokenAspire.LocalHosting;
using TokenAspire.LocalHosting.ApplicationModel;
using TokenAspire.LocalHosting.Testing;

namespace TokenAspire.Revocation.Tests;

/// <summary>A real Redis server, one journal, and as many publishers and replicas as a test starts.</summary>
internal sealed class RevocationTopology : IAsyncDisposable
{
    public const string StreamKey = "tokenaspire:revocations";
    public const string Seeded = "tokenaspire:revocations:seeded";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly DistributedApplication _app;
    private readonly List<IHost> _hosts = [];
    private readonly ConnectionMultiplexer _redis;

    private RevocationTopology(DistributedApplication app, string connectionString, ConnectionMultiplexer redis)
    {
        _app = app;
        ConnectionString = connectionString;
        _redis = redis;
    }

    public static CancellationToken Ct => TestContext.Current.CancellationToken;

    public string ConnectionString { get; }

    public InProcessJournal Journal { get; } = new();

    public static async Task<RevocationTopology> StartAsync()
    {
        IDistributedApplicationBuilder builder = DistributedApplication.CreateBuilder();
        builder.AddRedis("revocations");
        DistributedApplication app = builder.Build();
        await app.StartAsync(Ct);
        await app.ResourceNotifications.WaitForResourceHealthyAsync("revocations", Ct);
        string connectionString = (await app.GetConnectionStringAsync("revocations", Ct))!;
        ConnectionMultiplexer redis = await ConnectionMultiplexer.ConnectAsync(connectionString + ",abortConnect=false");
        return new RevocationTopology(app, connectionString, redis);
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

    public async Task<IHost> StartPublisherAsync() => await StartAsync(builder =>
    {
        builder.Services.AddSingleton<IRevocationJournal>(Journal);
        builder.AddRevocationPublisher();
    });

    /// <summary>A publisher that has completed the stream.</summary>
    public async Task<IRevocationPublisher> StartSeededPublisherAsync()
    {
        IHost host = await StartPublisherAsync();
        await EventuallyAsync(IsSeededAsync);
        return host.Services.GetRequiredService<IRevocationPublisher>();
    }

    public async Task<IHost> StartReplicaHostAsync(TimeSpan? pollInterval = null) => await StartAsync(builder =>
    {
        if (pollInterval is { } interval)
        {
            builder.Services.Configure<RevocationOptions>(options => options.PollInterval = interval);
        }

        builder.AddRevocationReplica();
    });

    /// <summary>A replica that has been replayed and is woken by the publishers.</summary>
    public async Task<IRevocationReplica> StartReplicaAsync(TimeSpan? pollInterval = null)
    {
        long before = await SubscribersAsync();
        IHost host = await StartReplicaHostAsync(pollInterval);
        IRevocationReplica replica = host.Services.GetRequiredService<IRevocationReplica>();
        await EventuallyAsync(async () => replica.State.IsReplayed && await SubscribersAsync() > before);
        return replica;
    }

    public async Task StopRedisAsync()
    {
        Assert.True((await _app.ResourceCommands.ExecuteCommandAsync("revocations", KnownResourceCommands.StopCommand, Ct)).Success);
    }

    /// <summary>SIGKILL: no goodbye, no last write.</summary>
    public async Task KillRedisAsync()
    {
        string server = ((string?)await RedisAsync("INFO", "server"))!;
        string line = server.Split('\n').Single(entry => entry.StartsWith("process_id:", StringComparison.Ordinal));
        using Process process = Process.GetProcessById(int.Parse(line["process_id:".Length..], CultureInfo.InvariantCulture));
        process.Kill();
        await _app.ResourceNotifications.WaitForResourceAsync("revocations", KnownResourceStates.Exited, Ct);
    }

    public async Task StartRedisAsync()
    {
        Assert.True((await _app.ResourceCommands.ExecuteCommandAsync("revocations", KnownResourceCommands.StartCommand, Ct)).Success);
        await _app.ResourceNotifications.WaitForResourceHealthyAsync("revocations", Ct);
    }

    public Task<RedisResult> RedisAsync(string command, params object[] arguments) =>
        _redis.GetDatabase().ExecuteAsync(command, arguments).WaitAsync(Patience, TimeProvider.System, Ct);

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
        (string?)await RedisAsync("GET", Seeded) is { } seeded && ((string?)await RedisAsync("INFO", "server"))!.Contains($"run_id:{seeded}", StringComparison.Ordinal);

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
        await _app.DisposeAsync();
    }

    private async Task<long> SubscribersAsync() =>
        (long)((RedisResult[]?)await RedisAsync("PUBSUB", "NUMSUB", "tokenaspire:revocations:wake"))![1];

    private async Task<IHost> StartAsync(Action<HostApplicationBuilder> describe)
    {
        HostApplicationBuilder builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        builder.Configuration.AddInMemoryCollection([new("ConnectionStrings:revocations", ConnectionString), new("Revocation:PollInterval", "00:00:00.050")]);
        describe(builder);
        IHost host = builder.Build();
        _hosts.Add(host);
        await host.StartAsync(Ct);
        return host;
    }
}
