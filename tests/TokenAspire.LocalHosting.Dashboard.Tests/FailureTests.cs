using System.Net;
using System.Net.Sockets;
using TokenAspire.LocalHosting.ApplicationModel;
using TokenAspire.LocalHosting.Dashboard.Tests.Hosting;
using TokenAspire.LocalHosting.Supervision;

namespace TokenAspire.LocalHosting.Dashboard.Tests;

/// <summary>What did not start: the page says why, what to do about it, and lets it be started once it is mended.</summary>
public sealed class FailureTests
{
    private static CancellationToken Timeout => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_service_that_throws_at_its_start_is_shown_with_its_last_lines_and_starts_once_it_is_mended()
    {
        string fault = "exit";
        await using RunningDashboard dashboard = await StartAsync(builder => builder
            .AddProject<global::Projects.TokenAspire_LocalHosting_Tests_Service>("service").WithHttpHealthCheck("/health")
            .Resource.Annotations.Add(new EnvironmentCallbackAnnotation(context => context.EnvironmentVariables["FAULT"] = fault)));
        await dashboard.Notifications.WaitForResourceAsync("service", KnownResourceStates.FailedToStart, Timeout);
        using HttpClient client = await dashboard.LogInAsync();

        string broken = await ProblemAsync(client, "service");
        fault = "none";
        string? answer = await StartAgainAsync(client, "service");
        await dashboard.Notifications.WaitForResourceAsync("service", ResourceNotificationService.IsHealthy, Timeout);

        Assert.Contains("service did not start: its process ended with code 3.", broken, StringComparison.Ordinal);
        Assert.Contains("This service refuses to start", broken, StringComparison.Ordinal);
        Assert.Null(answer);
        Assert.Empty(await ProblemAsync(client, "service"));
    }

    [Fact]
    public async Task A_missing_program_is_named_with_the_command_that_installs_it()
    {
        const string Message = "The program somed is missing. Install it (Debian, Ubuntu: apt-get install some).";
        bool installed = false;
        await using RunningDashboard dashboard = await StartAsync(builder => builder
            .AddResource(new Daemon("some"))
            .WithAnnotation(new LaunchAnnotation(
                () => DistributedApplicationExceptionUnless(installed, Message),
                (_, _) => Task.FromResult(new ProcessSpecification("/bin/sleep", ["60"], "/")))));
        await dashboard.Notifications.WaitForResourceAsync("some", KnownResourceStates.RuntimeUnhealthy, Timeout);
        using HttpClient client = await dashboard.LogInAsync();

        string missing = await ProblemAsync(client, "some");
        string? stillMissing = await StartAgainAsync(client, "some");
        installed = true;
        string? answer = await StartAgainAsync(client, "some");

        Assert.Contains(Message, missing, StringComparison.Ordinal);
        Assert.Equal(Message, stillMissing);
        Assert.Null(answer);
    }

    [Fact]
    public async Task A_port_in_use_is_named_with_the_command_that_finds_its_owner()
    {
        using TcpListener other = new(IPAddress.Loopback, 0);
        other.Start();
        int port = ((IPEndPoint)other.LocalEndpoint).Port;
        await using RunningDashboard dashboard = await StartAsync(builder => builder.AddRedis("revocations", port));
        await dashboard.Notifications.WaitForResourceAsync("revocations", KnownResourceStates.RuntimeUnhealthy, Timeout);
        using HttpClient client = await dashboard.LogInAsync();

        string taken = WebUtility.HtmlDecode(await ProblemAsync(client, "revocations"));
        other.Stop();
        string? answer = await StartAgainAsync(client, "revocations");

        Assert.Contains($"Port {port} of revocations is taken by another program. Stop that program (ss -ltnp 'sport = :{port}' names it)", taken, StringComparison.Ordinal);
        Assert.Null(answer);
    }

    [Fact]
    public async Task A_parameter_without_a_usable_value_is_shown_where_it_is_needed_and_leaves_the_pages_standing()
    {
        const string Message = "The user secrets file secrets.json is not JSON; correct or delete it.";
        await using RunningDashboard dashboard = await StartAsync(builder =>
        {
            IResourceBuilder<ParameterResource> secret = builder.AddResource(new ParameterResource("secret", () => throw new DistributedApplicationException(Message), secret: true));
            builder.AddProject<global::Projects.TokenAspire_LocalHosting_Tests_Service>("service").WithHttpHealthCheck("/health").WithEnvironment("SECRET", secret);
        });
        await dashboard.Notifications.WaitForResourceAsync("service", KnownResourceStates.FailedToStart, Timeout);
        using HttpClient client = await dashboard.LogInAsync();

        Assert.Contains(Message, await ProblemAsync(client, "service"), StringComparison.Ordinal);
        Assert.Contains($"<code>{Message}</code>", await client.PageAsync("/"), StringComparison.Ordinal); // in the parameter's place
    }

    private static Task<RunningDashboard> StartAsync(Action<IDistributedApplicationBuilder> describe) =>
        RunningDashboard.StartAsync(describe, "--LocalHosting:ExitOnFailure=false");

    private static void DistributedApplicationExceptionUnless(bool condition, string message)
    {
        if (!condition)
        {
            throw new DistributedApplicationException(message);
        }
    }

    private static async Task<string> ProblemAsync(HttpClient client, string name) =>
        string.Concat((await client.PageAsync("/")).Values($"<section class=\"card failure\" role=\"alert\" id=\"problem-{name}\">(?<value>.*?)</section>"));

    /// <returns>Why not; null where it has started.</returns>
    private static async Task<string?> StartAgainAsync(HttpClient client, string name)
    {
        using HttpResponseMessage response = await client.PostAsync(new Uri($"/resources/{name}/commands/start", UriKind.Relative), content: null, Timeout);
        return response.IsSuccessStatusCode ? null : await response.Content.ReadAsStringAsync(Timeout);
    }

    private sealed class Daemon(string name) : Resource(name);
}
