using System.Net;
using System.Net.Sockets;
using System.Text;
using Npgsql;
using StackExchange.Redis;
using TokenAspire.LocalHosting;
using TokenAspire.LocalHosting.ApplicationModel;
using TokenAspire.LocalHosting.Testing;

[assembly: AssemblyFixture(typeof(TokenAspire.Issuer.Tests.Support.Stores))]

namespace TokenAspire.Issuer.Tests.Support;

/// <summary>One real Postgres and one real Redis for all tests; each class has a database of its own.</summary>
public sealed class Stores : IAsyncLifetime
{
    private readonly Lazy<Task<string>> _template;
    private DistributedApplication? _application;
    private string _server = "";
    private string _redis = "";
    private int _redisDatabases;

    public Stores() => _template = new(CreateTemplateAsync);

    public async ValueTask InitializeAsync()
    {
        IDistributedApplicationBuilder builder = DistributedApplication.CreateBuilder();
        builder.AddRedis("revocations");
        builder.AddPostgres("postgres").AddDatabase("tokenstore");
        _application = builder.Build();
        using CancellationTokenSource timeout = new(TimeSpan.FromMinutes(2));
        await _application.StartAsync(timeout.Token);
        await _application.ResourceNotifications.WaitForResourceHealthyAsync("revocations", timeout.Token);
        await _application.ResourceNotifications.WaitForResourceHealthyAsync("tokenstore", timeout.Token);
        _redis = (await _application.GetConnectionStringAsync("revocations", timeout.Token))!;
        _server = (await _application.GetConnectionStringAsync("tokenstore", timeout.Token))!;
        await MakeRoomAsync(timeout.Token);
    }

    /// <summary>
    /// An empty Redis database: hosts have the same keys and users, and clocks of their own, so that one would take another's
    /// revocations for its own, or trim them. Each is used again when fifteen others have been taken.
    /// </summary>
    public string TakeRedis()
    {
        int database = Interlocked.Increment(ref _redisDatabases) % 16;
        EmptyRedis(database);
        return $"{_redis},defaultDatabase={database}";
    }

    public async Task StopRedisAsync(CancellationToken cancellationToken)
    {
        await _application!.ResourceCommands.ExecuteCommandAsync("revocations", KnownResourceCommands.StopCommand, cancellationToken);
        await _application.ResourceNotifications.WaitForResourceAsync("revocations", KnownResourceStates.Exited, cancellationToken);
    }

    public async Task StopPostgresAsync(CancellationToken cancellationToken)
    {
        await _application!.ResourceCommands.ExecuteCommandAsync("postgres", KnownResourceCommands.StopCommand, cancellationToken);
        await _application.ResourceNotifications.WaitForResourceAsync("postgres", KnownResourceStates.Exited, cancellationToken);
    }

    public async Task StartPostgresAsync(CancellationToken cancellationToken)
    {
        await _application!.ResourceCommands.ExecuteCommandAsync("postgres", KnownResourceCommands.StartCommand, cancellationToken);
        await _application.ResourceNotifications.WaitForResourceHealthyAsync("tokenstore", cancellationToken);
    }

    /// <summary>The connection string of a database in which an issuer has been before: it has its schema, its keys and the development users.</summary>
    public async Task<string> CreateDatabaseAsync() => await CreateAsync(" template " + await _template.Value);

    /// <summary>An empty database's connection string.</summary>
    public Task<string> CreateEmptyDatabaseAsync() => CreateAsync("");

    // Classes run side by side, and some have several issuers of twenty connections each: Postgres's hundred were once too few.
    private async Task MakeRoomAsync(CancellationToken cancellationToken)
    {
        await ExecuteAsync("alter system set max_connections = 400", cancellationToken);
        await StopPostgresAsync(cancellationToken);
        await StartPostgresAsync(cancellationToken);
    }

    // A host takes it where it cannot await, and the client would need threads of the pool, which may all be doing the same.
    private void EmptyRedis(int database)
    {
        ConfigurationOptions server = ConfigurationOptions.Parse(_redis);
        DnsEndPoint address = (DnsEndPoint)server.EndPoints[0];
        using TcpClient connection = new(address.Host, address.Port);
        using StreamReader replies = new(connection.GetStream());
        connection.GetStream().Write(Encoding.ASCII.GetBytes(FormattableString.Invariant($"AUTH {server.Password}\r\nSELECT {database}\r\nFLUSHDB\r\n")));
        for (int reply = 0; reply < 3; reply++)
        {
            Assert.Equal("+OK", replies.ReadLine());
        }
    }

    // Schema, keys and users are made once: that is most of what the start of an issuer costs.
    private async Task<string> CreateTemplateAsync()
    {
        string template = await CreateEmptyDatabaseAsync();
        await using (IssuerHost host = new(this) { ConnectionString = template })
        {
            _ = host.Services;
        }

        return new NpgsqlConnectionStringBuilder(template).Database!;
    }

    private async Task<string> CreateAsync(string how)
    {
        string name = "test_" + Guid.NewGuid().ToString("N");
        await ExecuteAsync($"create database {name}{how}", CancellationToken.None);
        return new NpgsqlConnectionStringBuilder(_server) { Database = name, MaxPoolSize = 20 }.ConnectionString;
    }

    // Without a pool: Postgres is stopped by some.
    private async Task ExecuteAsync(string statement, CancellationToken cancellationToken)
    {
        await using NpgsqlConnection connection = new(new NpgsqlConnectionStringBuilder(_server) { Pooling = false }.ConnectionString);
        await connection.OpenAsync(cancellationToken);
        await using NpgsqlCommand command = new(statement, connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        if (_application is not null)
        {
            await _application.DisposeAsync();
        }
    }
}
