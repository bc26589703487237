using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using TokenAspire.LocalHosting.ApplicationModel;
using TokenAspire.LocalHosting.Dashboard.Resources;
using TokenAspire.LocalHosting.Dashboard.Tests.Hosting;
using TokenAspire.LocalHosting.Supervision;
using TokenAspire.LocalHosting.Testing;

namespace TokenAspire.LocalHosting.Dashboard.Tests;

[Collection(nameof(Topology))]
public sealed class ResourceTests(Topology topology)
{
    private static CancellationToken Timeout => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Resources_are_listed_with_state_start_and_endpoints_as_links()
    {
        using HttpClient client = await topology.LogInAsync();

        string page = await client.PageAsync("/");

        string url = topology.App.GetEndpoint("frontend").ToString().TrimEnd('/');
        Assert.Contains($"<a href=\"{url}\" target=\"_blank\" rel=\"noreferrer noopener\">{url}</a>", page, StringComparison.Ordinal);
        foreach (string name in new[] { "revocations", "postgres", "token-store", "backend", "frontend" })
        {
            Assert.Contains($"<tr id=\"row-{name}\">", page, StringComparison.Ordinal);
        }

        Assert.DoesNotContain("aspire-dashboard", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_secret_is_not_in_the_page_and_is_shown_when_asked_for()
    {
        using HttpClient client = await topology.LogInAsync();
        string password = (await topology.App.GetConnectionStringAsync("revocations", Timeout))!.Split("password=")[1];

        string frontend = await client.PageAsync("/resources/frontend");
        string backend = await client.PageAsync("/resources/backend");
        string list = await client.PageAsync("/");

        Assert.All([frontend, backend, list], page => Assert.All([Topology.Secret, password, RunningDashboard.ApiKey], secret => Assert.DoesNotContain(secret, page, StringComparison.Ordinal)));
        Assert.Contains("SHARED_SECRET", frontend, StringComparison.Ordinal);
        Assert.Contains("ConnectionStrings__revocations", backend, StringComparison.Ordinal);
        Assert.Contains("<code>Development</code>", backend, StringComparison.Ordinal); // what is no secret is shown
        Assert.Equal(Topology.Secret, await RevealAsync(client, "/resources/frontend/environment/SHARED_SECRET"));
        Assert.Equal(Topology.Secret, await RevealAsync(client, "/parameters/shared-secret"));
        Assert.Contains(password, await RevealAsync(client, "/resources/backend/environment/REVOCATIONS_URI"), StringComparison.Ordinal);
        using HttpResponseMessage byGet = await client.GetAsync(new Uri("/resources/frontend/environment/SHARED_SECRET", UriKind.Relative), Timeout);
        Assert.False(byGet.IsSuccessStatusCode);
    }

    [Fact]
    public async Task Every_project_is_told_where_to_send_its_telemetry_and_with_which_key()
    {
        using HttpClient frontend = topology.App.CreateHttpClient("frontend");

        Dictionary<string, string> environment = (await frontend.GetFromJsonAsync<Dictionary<string, string>>(new Uri("/environment", UriKind.Relative), Timeout))!;

        Assert.Equal(topology.Url.ToString().TrimEnd('/'), environment["OTEL_EXPORTER_OTLP_ENDPOINT"]);
        Assert.Equal("http/protobuf", environment["OTEL_EXPORTER_OTLP_PROTOCOL"]);
        Assert.Equal($"x-otlp-api-key={RunningDashboard.ApiKey}", environment["OTEL_EXPORTER_OTLP_HEADERS"]);
    }

    [Fact]
    public async Task Under_the_testing_builder_the_dashboard_is_off_unless_switched_on_and_a_receiver_of_the_test_wins()
    {
        await using IDistributedApplicationTestingBuilder off = await DistributedApplicationTestingBuilder.CreateAsync<global::Projects.TokenAspire_LocalHosting_Tests_AppHost>(Timeout);
        await using DistributedApplication without = await off.BuildAsync(Timeout);
        await using IDistributedApplicationTestingBuilder on = await DistributedApplicationTestingBuilder.CreateAsync<global::Projects.TokenAspire_LocalHosting_Tests_AppHost>(
            [], (options, _) => options.DisableDashboard = false, Timeout);
        ProjectResource frontend = on.Resources.OfType<ProjectResource>().Single(resource => resource.Name == "frontend");
        on.CreateResourceBuilder(frontend).WithEnvironment("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:4318");
        await using DistributedApplication with = await on.BuildAsync(Timeout);

        Assert.Null(without.Dashboard);
        Assert.NotNull(with.Dashboard);
        EnvironmentCallbackContext context = new();
        DashboardResource dashboard = on.Resources.OfType<DashboardResource>().Single();
        dashboard.Endpoint.AllocatedPort = 1;
        foreach (EnvironmentCallbackAnnotation annotation in frontend.Annotations.OfType<EnvironmentCallbackAnnotation>())
        {
            annotation.Callback(context);
        }

        Assert.Equal("http://127.0.0.1:4318", context.EnvironmentVariables["OTEL_EXPORTER_OTLP_ENDPOINT"]);
        Assert.StartsWith("x-otlp-api-key=", (string)context.EnvironmentVariables["OTEL_EXPORTER_OTLP_HEADERS"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_console_is_shown_and_followed()
    {
        using HttpClient client = await topology.LogInAsync();

        using HttpClient backend = topology.App.CreateHttpClient("backend");
        string request = $"/environment?{Guid.NewGuid():N}";

        using HttpResponseMessage response = await client.GetAsync(new Uri("/console/backend/lines", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead, Timeout);
        using StreamReader lines = new(await response.Content.ReadAsStreamAsync(Timeout));
        using HttpResponseMessage answer = await backend.GetAsync(new Uri(request, UriKind.Relative), Timeout);
        string? line = await lines.ReadLineAsync(Timeout);
        while (line is not null && !line.Contains(request, StringComparison.Ordinal))
        {
            line = await lines.ReadLineAsync(Timeout);
        }

        Assert.StartsWith("data: {\"number\":", line, StringComparison.Ordinal);
        Assert.Contains(request, await client.PageAsync("/console/backend"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_resource_is_stopped_started_and_restarted_and_the_page_is_told()
    {
        using HttpClient client = await topology.LogInAsync();
        int first = await ProcessIdAsync(client);

        await CommandAsync(client, "stop");
        await topology.App.ResourceNotifications.WaitForResourceAsync("backend", KnownResourceStates.Exited, Timeout);
        string stopped = await client.PageAsync("/resources/backend");
        await CommandAsync(client, "start");
        await topology.App.ResourceNotifications.WaitForResourceHealthyAsync("backend", Timeout);
        int second = await ProcessIdAsync(client);
        await CommandAsync(client, "restart");
        await topology.App.ResourceNotifications.WaitForResourceHealthyAsync("backend", Timeout);
        int third = await ProcessIdAsync(client);

        Assert.Contains(">Exited</span>", stopped, StringComparison.Ordinal);
        Assert.Contains("action=\"/resources/backend/commands/start\"", stopped, StringComparison.Ordinal);
        Assert.DoesNotContain("action=\"/resources/backend/commands/stop\"", stopped, StringComparison.Ordinal);
        Assert.Equal(3, new[] { first, second, third }.Distinct().Count());
    }

    [Fact]
    public async Task A_killed_process_is_shown_as_such_with_its_last_lines_and_can_be_started_again()
    {
        using HttpClient client = await topology.LogInAsync();
        Posix.Signal(await ProcessIdAsync(client), Posix.SigKill);
        await topology.App.ResourceNotifications.WaitForResourceAsync("backend", KnownResourceStates.Exited, Timeout);

        string killed = await client.PageAsync("/");
        await CommandAsync(client, "start");
        await topology.App.ResourceNotifications.WaitForResourceHealthyAsync("backend", Timeout);
        string started = await client.PageAsync("/");

        Assert.Contains("backend has ended unasked: its process ended with code 137.", killed, StringComparison.Ordinal);
        Assert.Contains("<span class=\"muted\">code 137</span>", killed, StringComparison.Ordinal);
        Assert.DoesNotContain("id=\"problem-backend\"", started, StringComparison.Ordinal);
    }

    [Fact]
    public void The_last_lines_of_a_problem_are_taken_apart_as_those_of_a_console()
    {
        ProblemView problem = ProblemView.Of("orders", "orders did not start. Its last lines:\n  [orders] {\"LogLevel\":\"Error\",\"Message\":\"No store\"}\n  [orders] plain");

        Assert.Equal("orders did not start. Its last lines:", problem.Cause);
        Assert.Equal([("error", "No store"), ("plain", "plain")], problem.Lines.Select(line => (line.Level, line.Text)));
    }

    private static async Task CommandAsync(HttpClient client, string command)
    {
        using HttpResponseMessage response = await client.PostAsync(new Uri($"/resources/backend/commands/{command}", UriKind.Relative), content: null, Timeout);
        Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
    }

    private static async Task<int> ProcessIdAsync(HttpClient client)
    {
        string page = await client.PageAsync("/resources/backend");
        return int.Parse(page.Values("<dt>Process</dt><dd>(?<value>[0-9]+)</dd>").Single(), CultureInfo.InvariantCulture);
    }

    private static async Task<string> RevealAsync(HttpClient client, string path)
    {
        using HttpResponseMessage response = await client.PostAsync(new Uri(path, UriKind.Relative), content: null, Timeout);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return await response.Content.ReadAsStringAsync(Timeout);
    }
}

/// <summary>The tests that start and stop parts of the one topology, one after the other.</summary>
[CollectionDefinition(nameof(Topology))]
public sealed class TopologyTests;
