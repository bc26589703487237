using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Npgsql;
using TokenAspire.LocalHosting.ApplicationModel;
using TokenAspire.LocalHosting.Testing;

namespace TokenAspire.LocalHosting.Tests;

public sealed class StoreTests
{
    private static CancellationToken Timeout => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Redis_requires_its_password()
    {
        await using DistributedApplication app = await StartAsync(builder => builder.AddRedis("revocations"));

        string? connectionString = await app.GetConnectionStringAsync("revocations", Timeout);

        Assert.Matches("^localhost:[0-9]+,password=.{22}$", connectionString);
        Assert.Equal("-NOAUTH Authentication required.", await RedisAsync(connectionString!, authenticate: false, "PING"));
        Assert.Equal("+PONG", await RedisAsync(connectionString!, authenticate: true, "PING"));
    }

    [Fact]
    public async Task Redis_keeps_its_data_over_a_stop_and_start()
    {
        await using DistributedApplication app = await StartAsync(builder => builder.AddRedis("revocations"));
        string connectionString = (await app.GetConnectionStringAsync("revocations", Timeout))!;
        await RedisAsync(connectionString, authenticate: true, "SET colour blue");

        Assert.True((await app.ResourceCommands.ExecuteCommandAsync("revocations", KnownResourceCommands.StopCommand, Timeout)).Success);
        await app.ResourceNotifications.WaitForResourceAsync("revocations", KnownResourceStates.Exited, Timeout);
        await Assert.ThrowsAsync<SocketException>(() => RedisAsync(connectionString, authenticate: true, "PING"));
        Assert.True((await app.ResourceCommands.ExecuteCommandAsync("revocations", KnownResourceCommands.StartCommand, Timeout)).Success);
        await app.ResourceNotifications.WaitForResourceHealthyAsync("revocations", Timeout);

        Assert.Equal("$4", await RedisAsync(connectionString, authenticate: true, "GET colour"));
    }

    [Fact]
    public async Task Postgres_requires_its_password()
    {
        await using DistributedApplication app = await StartAsync(builder => builder.AddPostgres("postgres").AddDatabase("tokenstore"));
        NpgsqlConnectionStringBuilder wrong = new(await app.GetConnectionStringAsync("tokenstore", Timeout)) { Password = "wrong", Pooling = false };

        await using NpgsqlConnection connection = new(wrong.ConnectionString);
        PostgresException refused = await Assert.ThrowsAsync<PostgresException>(() => connection.OpenAsync(Timeout));

        Assert.Equal(PostgresErrorCodes.InvalidPassword, refused.SqlState);
    }

    [Fact]
    public async Task Postgres_keeps_its_data_over_a_restart_and_writes_durably()
    {
        await using DistributedApplication app = await StartAsync(builder => builder.AddPostgres("postgres").AddDatabase("tokenstore"));
        string connectionString = (await app.GetConnectionStringAsync("tokenstore", Timeout))!;
        Assert.Matches("^Host=localhost;Port=[0-9]+;Username=postgres;Password=.{22};Database=tokenstore$", connectionString);
        await QueryAsync(connectionString, "create table kept as select 42 as answer");

        Assert.True((await app.ResourceCommands.ExecuteCommandAsync("postgres", KnownResourceCommands.RestartCommand, Timeout)).Success);
        await app.ResourceNotifications.WaitForResourceHealthyAsync("tokenstore", Timeout);

        Assert.Equal(42, await QueryAsync(connectionString, "select answer from kept"));
        Assert.Equal("on", await QueryAsync(connectionString, "show fsync"));
    }

    [Fact]
    public async Task Applications_in_one_process_have_stores_of_their_own()
    {
        await using DistributedApplication first = await StartAsync(builder => builder.AddRedis("revocations"));
        await using DistributedApplication second = await StartAsync(builder => builder.AddRedis("revocations"));
        string firstString = (await first.GetConnectionStringAsync("revocations", Timeout))!;
        string secondString = (await second.GetConnectionStringAsync("revocations", Timeout))!;

        await RedisAsync(firstString, authenticate: true, "SET colour blue");

        Assert.NotEqual(firstString, secondString, StringComparer.Ordinal);
        Assert.Equal("$-1", await RedisAsync(secondString, authenticate: true, "GET colour"));
    }

    private static async Task<DistributedApplication> StartAsync(Action<IDistributedApplicationBuilder> describe)
    {
        IDistributedApplicationBuilder builder = DistributedApplication.CreateBuilder();
        describe(builder);
        DistributedApplication app = builder.Build();
        await app.StartAsync(Timeout);
        foreach (IResource resource in builder.Resources)
        {
            await app.ResourceNotifications.WaitForResourceHealthyAsync(resource.Name, Timeout);
        }

        return app;
    }

    private static async Task<object?> QueryAsync(string connectionString, string sql)
    {
        await using NpgsqlConnection connection = new(connectionString + ";Pooling=false");
        await connection.OpenAsync(Timeout);
        await using NpgsqlCommand command = new(sql, connection);
        return await command.ExecuteScalarAsync(Timeout);
    }

    /// <summary>The first line of the answer to one command.</summary>
    private static async Task<string?> RedisAsync(string connectionString, bool authenticate, string command)
    {
        string[] parts = connectionString.Split([":", ",password="], StringSplitOptions.None);
        using TcpClient client = new();
        await client.ConnectAsync(parts[0], int.Parse(parts[1], CultureInfo.InvariantCulture), Timeout);
        using StreamReader reader = new(client.GetStream());
        if (authenticate)
        {
            await client.GetStream().WriteAsync(Encoding.UTF8.GetBytes($"AUTH {parts[2]}\r\n"), Timeout);
            Assert.Equal("+OK", await reader.ReadLineAsync(Timeout));
        }

        await client.GetStream().WriteAsync(Encoding.UTF8.GetBytes(command + "\r\n"), Timeout);
        return await reader.ReadLineAsync(Timeout);
    }
}
