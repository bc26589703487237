using System.Globalization;
using System.Net.Http.Json;
using System.Net.Sockets;
using Npgsql;
using TokenAspire.LocalHosting.ApplicationModel;
using TokenAspire.LocalHosting.Postgres;
using TokenAspire.LocalHosting.Testing;
using TokenAspire.Tests;
using Xunit.Sdk;

[assembly: AttachResourceLogs]

namespace TokenAspire.LocalHosting.Tests;

public sealed class TestingBuilderTests
{
    private static CancellationToken Timeout => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_project_receives_the_environment_contract()
    {
        await using DistributedApplication app = await StartAsync();
        Dictionary<string, string> frontend = await EnvironmentAsync(app, "frontend");
        Dictionary<string, string> backend = await EnvironmentAsync(app, "backend");
        string backendUrl = app.GetEndpoint("backend").ToString().TrimEnd('/');
        NpgsqlConnectionStringBuilder store = new(await app.GetConnectionStringAsync("token-store", Timeout));
        string port = store.Port.ToString(CultureInfo.InvariantCulture);

        Assert.Equal(backendUrl, frontend["services__backend__http__0"]);
        Assert.Equal(backendUrl, frontend["BACKEND_HTTP"]);
        Assert.Equal(app.GetEndpoint("frontend", "http").ToString().TrimEnd('/'), backend["Frontend__Url"]);
        Assert.Equal(backendUrl, backend["ASPNETCORE_URLS"]);
        Assert.Equal("http", backend["DOTNET_LAUNCH_PROFILE"]);
        Assert.Equal("Development", backend["ASPNETCORE_ENVIRONMENT"]);
        Assert.Equal("backend", backend["OTEL_SERVICE_NAME"]);
        Assert.Matches("^service.instance.id=[0-9a-f]{8}$", backend["OTEL_RESOURCE_ATTRIBUTES"]);
        Assert.Equal("always_on", backend["OTEL_TRACES_SAMPLER"]);
        Assert.Equal(await app.GetConnectionStringAsync("revocations", Timeout), backend["ConnectionStrings__revocations"]);
        Assert.Equal($"localhost:{backend["REVOCATIONS_PORT"]},password={backend["REVOCATIONS_PASSWORD"]}", backend["ConnectionStrings__revocations"]);
        Assert.Equal($"redis://:{backend["REVOCATIONS_PASSWORD"]}@{backend["REVOCATIONS_HOST"]}:{backend["REVOCATIONS_PORT"]}", backend["REVOCATIONS_URI"]);
        Assert.Equal(store.ConnectionString, new NpgsqlConnectionStringBuilder(backend["ConnectionStrings__token-store"]).ConnectionString);
        Assert.Equal(("localhost", port, "postgres", store.Password, "tokenstore"), (backend["TOKEN_STORE_HOST"], backend["TOKEN_STORE_PORT"], backend["TOKEN_STORE_USERNAME"], backend["TOKEN_STORE_PASSWORD"], backend["TOKEN_STORE_DATABASENAME"]));
        Assert.Equal($"postgresql://postgres:{Uri.EscapeDataString(store.Password!)}@localhost:{port}/tokenstore", backend["TOKEN_STORE_URI"]);
        Assert.Equal($"jdbc:postgresql://localhost:{port}/tokenstore", backend["TOKEN_STORE_JDBCCONNECTIONSTRING"]);
    }

    [Fact]
    public async Task Applications_run_side_by_side_and_disposal_removes_their_data()
    {
        DistributedApplication first = await StartAsync();
        await using DistributedApplication second = await StartAsync();
        Assert.NotEqual(first.GetEndpoint("backend"), second.GetEndpoint("backend"));
        string data = await DataFolderAsync(first);
        Assert.True(Directory.Exists(data));

        await first.DisposeAsync();

        Assert.False(Directory.Exists(data));
        using HttpClient client = second.CreateHttpClient("frontend");
        Assert.True((await client.GetAsync(new Uri("/health", UriKind.Relative), Timeout)).IsSuccessStatusCode);
    }

    [Fact]
    public async Task A_restarted_project_keeps_its_address_and_its_log_is_kept()
    {
        await using DistributedApplication app = await StartAsync();
        Uri before = app.GetEndpoint("backend");

        Assert.True((await app.ResourceCommands.ExecuteCommandAsync("backend", KnownResourceCommands.RestartCommand, Timeout)).Success);
        await app.ResourceNotifications.WaitForResourceHealthyAsync("backend", Timeout);

        Assert.Equal(before, app.GetEndpoint("backend"));
        ResourceLoggerService logs = (ResourceLoggerService)app.Services.GetService(typeof(ResourceLoggerService))!;
        List<LogLine> lines = [];
        await foreach (IReadOnlyList<LogLine> batch in logs.GetAllAsync("backend"))
        {
            lines.AddRange(batch);
        }

        Assert.Equal(2, lines.Count(line => line.Content.Contains("Now listening on", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_failing_test_keeps_what_the_services_wrote()
    {
        await using DistributedApplication app = AttachResourceLogsAttribute.Of(await StartAsync());

        // As after a failure: a test cannot fail in order to show it.
        await AttachResourceLogsAttribute.AttachAsync();

        TestAttachment attachment = TestContext.Current.Attachments!.Single(attachment => attachment.Key.EndsWith("backend.log", StringComparison.Ordinal)).Value;
        Assert.Contains("Now listening on", attachment.AsString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("exit", "backend did not start: its process ended with code 3.", "[backend] This service refuses to start")]
    [InlineData("unhealthy", "backend did not start: it was not healthy within 5 s.", " - 503 ")]
    public async Task A_service_that_does_not_start_is_named_with_its_last_lines(string fault, string cause, string line)
    {
        await using IDistributedApplicationTestingBuilder builder = await CreateAsync();
        builder.Configuration["LocalHosting:StartupTimeout"] = "00:00:05";
        builder.Resources.Single(resource => resource.Name == "backend").Annotations
            .Add(new EnvironmentCallbackAnnotation(context => context.EnvironmentVariables["FAULT"] = fault));
        await using DistributedApplication app = await builder.BuildAsync(Timeout);

        DistributedApplicationException failure = await Assert.ThrowsAsync<DistributedApplicationException>(() => app.StartAsync(Timeout));

        Assert.Contains(cause, failure.Message, StringComparison.Ordinal);
        Assert.Contains(line, failure.Message, StringComparison.Ordinal);
        await app.ResourceNotifications.WaitForResourceAsync("revocations", KnownResourceStates.Exited, Timeout);
        await app.ResourceNotifications.WaitForResourceAsync("postgres", KnownResourceStates.Exited, Timeout);
    }

    [Fact]
    public async Task A_taken_port_is_named_before_anything_starts()
    {
        using TcpListener other = new(System.Net.IPAddress.Loopback, 0);
        other.Start();
        int port = ((System.Net.IPEndPoint)other.LocalEndpoint).Port;
        IDistributedApplicationBuilder builder = DistributedApplication.CreateBuilder();
        builder.AddRedis("revocations", port);
        await using DistributedApplication app = builder.Build();

        DistributedApplicationException failure = await Assert.ThrowsAsync<DistributedApplicationException>(() => app.StartAsync(Timeout));

        Assert.StartsWith($"Port {port} of revocations is taken by another program.", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_Postgres_is_named_with_its_fix()
    {
        DistributedApplicationException failure = Assert.Throws<DistributedApplicationException>(() => PostgresProgram.Find("postgres-of-nowhere"));

        Assert.Equal("The program postgres-of-nowhere is missing. Install it (Debian, Ubuntu: apt-get install postgresql), or run ./run.sh, which does.", failure.Message);
    }

    private static Task<IDistributedApplicationTestingBuilder> CreateAsync() =>
        DistributedApplicationTestingBuilder.CreateAsync<global::Projects.TokenAspire_LocalHosting_Tests_AppHost>(["--Parameters:shared-secret=of-the-test"], Timeout);

    private static async Task<DistributedApplication> StartAsync()
    {
        IDistributedApplicationTestingBuilder builder = await CreateAsync();
        DistributedApplication app = await builder.BuildAsync(Timeout);
        await app.StartAsync(Timeout);
        await app.ResourceNotifications.WaitForResourceHealthyAsync("frontend", Timeout);
        return app;
    }

    private static async Task<Dictionary<string, string>> EnvironmentAsync(DistributedApplication app, string resource)
    {
        using HttpClient client = app.CreateHttpClient(resource);
        return (await client.GetFromJsonAsync<Dictionary<string, string>>(new Uri("/environment", UriKind.Relative), Timeout))!;
    }

    private static async Task<string> DataFolderAsync(DistributedApplication app)
    {
        await using NpgsqlConnection connection = new(await app.GetConnectionStringAsync("token-store", Timeout) + ";Pooling=false");
        await connection.OpenAsync(Timeout);
        await using NpgsqlCommand command = new("show data_directory", connection);
        return (string)(await command.ExecuteScalarAsync(Timeout))!;
    }
}
