using Npgsql;
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
    }

    /// <summary>A Redis database: hosts whose clocks differ would trim each other's stream.</summary>
    public string TakeRedis() => $"{_redis},defaultDatabase={Interlocked.Increment(ref _redisDatabases) % 16}";

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
        // Without a pool: Postgres is stopped by some.
        await using NpgsqlConnection connection = new(new NpgsqlConnectionStringBuilder(_server) { Pooling = false }.ConnectionString);
        await connection.OpenAsync();
        string name = "test_" + Guid.NewGuid().ToString("N");
        await using NpgsqlCommand command = new($"create database {name}{how}", connection);
        await command.ExecuteNonQueryAsync();
        return new NpgsqlConnectionStringBuilder(_server) { Database = name, MaxPoolSize = 20 }.ConnectionString;
    }

    public async ValueTask DisposeAsync()
    {
        if (_application is not null)
        {
            await _application.DisposeAsync();
        }
    }
}
