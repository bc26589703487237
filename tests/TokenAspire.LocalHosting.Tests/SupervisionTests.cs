using System.Diagnostics;
using System.Net.Http.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using TokenAspire.LocalHosting.ApplicationModel;
using TokenAspire.LocalHosting.Supervision;
using TokenAspire.LocalHosting.Testing;

namespace TokenAspire.LocalHosting.Tests;

/// <summary>What becomes of real processes that are killed, break, or end.</summary>
public sealed class SupervisionTests
{
    private static CancellationToken Timeout => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_killed_service_shows_as_such_within_a_second_and_can_be_started_again()
    {
        await using DistributedApplication app = await StartAsync(Service("service"));
        int id = await ProcessIdAsync(app);
        long killedAt = TimeProvider.System.GetTimestamp();

        Posix.Signal(id, Posix.SigKill);
        ResourceEvent killed = await app.ResourceNotifications.WaitForResourceAsync("service", e => e.Snapshot.State.Text == KnownResourceStates.Exited, Timeout);

        Assert.True(TimeProvider.System.GetElapsedTime(killedAt) < TimeSpan.FromSeconds(1));
        Assert.Equal(128 + Posix.SigKill, killed.Snapshot.ExitCode);
        Assert.Null(killed.Snapshot.HealthStatus);
        Assert.NotNull(killed.Snapshot.StopTimeStamp);
        Assert.StartsWith("service has ended unasked: its process ended with code 137. Its last lines:", killed.Snapshot.Problem, StringComparison.Ordinal);
        Assert.True((await app.ResourceCommands.ExecuteCommandAsync("service", KnownResourceCommands.StartCommand, Timeout)).Success);
        await app.ResourceNotifications.WaitForResourceHealthyAsync("service", Timeout);
        Assert.NotEqual(id, await ProcessIdAsync(app));
    }

    // What follows from an end takes a moment, in which the process still passes for running.
    [Fact]
    public async Task A_service_started_the_moment_after_it_was_killed_comes_back()
    {
        await using DistributedApplication app = await StartAsync(Service("service"));
        int id = await ProcessIdAsync(app);
        using Process process = Process.GetProcessById(id);

        process.Kill();
        await process.WaitForExitAsync(Timeout);
        Assert.True((await app.ResourceCommands.ExecuteCommandAsync("service", KnownResourceCommands.StartCommand, Timeout)).Success);
        await app.ResourceNotifications.WaitForResourceHealthyAsync("service", Timeout);

        Assert.NotEqual(id, await ProcessIdAsync(app));
    }

    [Fact]
    public async Task A_service_that_ends_by_itself_has_finished_and_one_that_fails_shows_its_code_and_last_lines()
    {
        await using DistributedApplication app = await StartAsync(Service("service"));

        await PostAsync(app, "/exit/0");
        ResourceEvent finished = await app.ResourceNotifications.WaitForResourceAsync("service", e => e.Snapshot.ExitCode is not null, Timeout);
        Assert.True((await app.ResourceCommands.ExecuteCommandAsync("service", KnownResourceCommands.StartCommand, Timeout)).Success);
        await app.ResourceNotifications.WaitForResourceHealthyAsync("service", Timeout);
        await PostAsync(app, "/exit/3");
        ResourceEvent failed = await app.ResourceNotifications.WaitForResourceAsync("service", e => e.Snapshot.ExitCode is not null, Timeout);

        Assert.Equal((KnownResourceStates.Finished, 0, null), (finished.Snapshot.State.Text, finished.Snapshot.ExitCode, finished.Snapshot.Problem));
        Assert.Equal((KnownResourceStates.Exited, 3), (failed.Snapshot.State.Text, failed.Snapshot.ExitCode));
        Assert.Contains("[service] Told to end with 3", failed.Snapshot.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_service_that_becomes_unhealthy_shows_so_until_it_has_recovered()
    {
        await using DistributedApplication app = await StartAsync(Service("service"), "--LocalHosting:HealthInterval=00:00:00.1");

        await PostAsync(app, "/health/unhealthy");
        ResourceEvent unhealthy = await app.ResourceNotifications.WaitForResourceAsync("service", e => e.Snapshot.HealthStatus == HealthStatus.Unhealthy, Timeout);
        await PostAsync(app, "/health/good");
        ResourceEvent healthy = await app.ResourceNotifications.WaitForResourceHealthyAsync("service", Timeout);

        Assert.Equal(KnownResourceStates.Running, unhealthy.Snapshot.State.Text);
        Assert.Equal(KnownResourceStates.Running, healthy.Snapshot.State.Text);
    }

    [Fact]
    public async Task A_resource_that_asks_for_it_is_started_again_each_time_after_twice_as_long()
    {
        await using DistributedApplication app = await StartAsync(Service("service"), "--LocalHosting:RestartOnFailure=service", "--LocalHosting:RestartDelay=00:00:00.1");
        HashSet<int> ids = [];
        for (int kill = 0; kill < 3; kill++)
        {
            int id = await ProcessIdAsync(app);
            Assert.True(ids.Add(id));
            Posix.Signal(id, Posix.SigKill);
            await app.ResourceNotifications.WaitForResourceAsync("service", e => e.Snapshot.HealthStatus is null, Timeout);
            await app.ResourceNotifications.WaitForResourceAsync("service", ResourceNotificationService.IsHealthy, Timeout);
        }

        string[] announced = [.. app.Services.GetRequiredService<ResourceLoggerService>().LastLines("service", 1000)
            .Select(line => line.Content).Where(line => line.StartsWith("Starting again", StringComparison.Ordinal))];

        Assert.Equal(["Starting again in 0.1 s", "Starting again in 0.2 s", "Starting again in 0.4 s"], announced, StringComparer.Ordinal);
    }

    [Fact]
    public async Task A_stop_ends_the_wait_for_a_restart()
    {
        await using DistributedApplication app = await StartAsync(Service("service"), "--LocalHosting:RestartOnFailure=*", "--LocalHosting:RestartDelay=01:00:00", "--LocalHosting:RestartDelayLimit=01:00:00");
        Posix.Signal(await ProcessIdAsync(app), Posix.SigKill);
        await app.ResourceNotifications.WaitForResourceAsync("service", KnownResourceStates.Exited, Timeout);

        Assert.True((await app.ResourceCommands.ExecuteCommandAsync("service", KnownResourceCommands.StopCommand, Timeout)).Success);

        await app.ResourceNotifications.WaitForResourceAsync("service", KnownResourceStates.Exited, Timeout);
    }

    [Fact]
    public async Task Replicas_share_one_port_in_turn_and_a_dead_one_is_skipped()
    {
        await using DistributedApplication app = await StartAsync(builder => builder
            .AddProject<global::Projects.TokenAspire_LocalHosting_Tests_Service>("service").WithHttpHealthCheck("/health").WithReplicas(3));
        int[] first = await ProcessIdsAsync(app, requests: 6);
        Assert.Equal(3, first.Distinct().Count());
        Assert.Equal(first[..3], first[3..]);

        Posix.Signal(first[0], Posix.SigKill);
        Assert.True(await app.ResourceNotifications.WatchAsync(Timeout).AnyAsync(e => e.Snapshot.State.Text == KnownResourceStates.Exited, Timeout));
        int[] survivors = await ProcessIdsAsync(app, requests: 6);

        Assert.Equal(first[1..3].Order(), survivors.Distinct().Order());
        Assert.True((await app.ResourceCommands.ExecuteCommandAsync("service", KnownResourceCommands.StartCommand, Timeout)).Success);
        await app.ResourceNotifications.WaitForResourceHealthyAsync("service", Timeout);
        Assert.Equal(3, (await ProcessIdsAsync(app, requests: 3)).Distinct().Count());
    }

    [Fact]
    public async Task One_replica_is_stopped_by_its_own_name()
    {
        await using DistributedApplication app = await StartAsync(builder => builder
            .AddProject<global::Projects.TokenAspire_LocalHosting_Tests_Service>("service").WithHttpHealthCheck("/health").WithReplicas(2));

        Assert.True((await app.ResourceCommands.ExecuteCommandAsync("service-2", KnownResourceCommands.StopCommand, Timeout)).Success);

        await app.ResourceNotifications.WaitForResourceAsync("service-2", KnownResourceStates.Exited, Timeout);
        await app.ResourceNotifications.WaitForResourceHealthyAsync("service-1", Timeout);
        Assert.Single((await ProcessIdsAsync(app, requests: 4)).Distinct());
    }

    [Fact]
    public async Task Where_a_failure_is_not_the_end_it_is_shown_and_what_waits_goes_on_once_it_is_mended()
    {
        string fault = "exit";
        await using DistributedApplication app = Build(
            builder =>
            {
                IResourceBuilder<ProjectResource> broken = builder.AddProject<global::Projects.TokenAspire_LocalHosting_Tests_Service>("broken").WithHttpHealthCheck("/health");
                broken.Resource.Annotations.Add(new EnvironmentCallbackAnnotation(context => context.EnvironmentVariables["FAULT"] = fault));
                builder.AddProject<global::Projects.TokenAspire_LocalHosting_Tests_Service>("service").WithHttpHealthCheck("/health").WaitFor(broken);
            },
            "--LocalHosting:ExitOnFailure=false");
        Task started = app.StartAsync(Timeout);

        ResourceEvent failed = await app.ResourceNotifications.WaitForResourceAsync("broken", e => e.Snapshot.State.Text == KnownResourceStates.FailedToStart, Timeout);
        Assert.Contains("[broken] This service refuses to start", failed.Snapshot.Problem, StringComparison.Ordinal);
        await app.ResourceNotifications.WaitForResourceAsync("service", KnownResourceStates.Waiting, Timeout);
        fault = "none";
        Assert.True((await app.ResourceCommands.ExecuteCommandAsync("broken", KnownResourceCommands.StartCommand, Timeout)).Success);

        await started;
        await app.ResourceNotifications.WaitForResourceHealthyAsync("service", Timeout);
    }

    [Fact]
    public async Task Where_a_failure_is_not_the_end_a_taken_port_is_the_resources_own_trouble()
    {
        using System.Net.Sockets.TcpListener other = new(System.Net.IPAddress.Loopback, 0);
        other.Start();
        int port = ((System.Net.IPEndPoint)other.LocalEndpoint).Port;
        await using DistributedApplication app = Build(builder => builder.AddRedis("revocations", port), "--LocalHosting:ExitOnFailure=false");

        await app.StartAsync(Timeout);

        ResourceEvent lacking = await app.ResourceNotifications.WaitForResourceAsync("revocations", e => e.Snapshot.State.Text == KnownResourceStates.RuntimeUnhealthy, Timeout);
        Assert.StartsWith($"Port {port} of revocations is taken by another program.", lacking.Snapshot.Problem, StringComparison.Ordinal);
        other.Stop();
        Assert.True((await app.ResourceCommands.ExecuteCommandAsync("revocations", KnownResourceCommands.StartCommand, Timeout)).Success);
        await app.ResourceNotifications.WaitForResourceHealthyAsync("revocations", Timeout);
    }

    private static Action<IDistributedApplicationBuilder> Service(string name) =>
        builder => builder.AddProject<global::Projects.TokenAspire_LocalHosting_Tests_Service>(name).WithHttpHealthCheck("/health");

    private static DistributedApplication Build(Action<IDistributedApplicationBuilder> describe, params string[] args)
    {
        IDistributedApplicationBuilder builder = DistributedApplication.CreateBuilder(args);
        describe(builder);
        return builder.Build();
    }

    private static async Task<DistributedApplication> StartAsync(Action<IDistributedApplicationBuilder> describe, params string[] args)
    {
        DistributedApplication app = Build(describe, args);
        await app.StartAsync(Timeout);
        await app.ResourceNotifications.WaitForResourceHealthyAsync("service", Timeout);
        return app;
    }

    private static async Task<int> ProcessIdAsync(DistributedApplication app) => (await ProcessIdsAsync(app, requests: 1))[0];

    /// <summary>Who answers, with a connection of its own for each request.</summary>
    private static async Task<int[]> ProcessIdsAsync(DistributedApplication app, int requests)
    {
        int[] ids = new int[requests];
        for (int i = 0; i < requests; i++)
        {
            using HttpClient client = new(new SocketsHttpHandler()) { BaseAddress = app.GetEndpoint("service") };
            ids[i] = await client.GetFromJsonAsync<int>(new Uri("/process", UriKind.Relative), Timeout);
        }

        return ids;
    }

    private static async Task PostAsync(DistributedApplication app, string path)
    {
        using HttpClient client = app.CreateHttpClient("service");
        try
        {
            await client.PostAsync(new Uri(path, UriKind.Relative), content: null, Timeout);
        }
        catch (HttpRequestException) when (path.StartsWith("/exit", StringComparison.Ordinal))
        {
            // The answer may be lost with the process.
        }
    }
}
