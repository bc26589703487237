using System.Globalization;
using System.Net;
using System.Text;
using TokenAspire.LocalHosting.ApplicationModel;
using TokenAspire.LocalHosting.Dashboard.Tests.Hosting;

namespace TokenAspire.LocalHosting.Dashboard.Tests;

/// <summary>A resource that runs as several processes.</summary>
public sealed class ReplicaTests
{
    private static CancellationToken Timeout => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Each_replica_is_a_row_of_its_own_that_is_stopped_started_and_restarted_alone()
    {
        await using RunningDashboard dashboard = await RunningDashboard.StartAsync(builder => builder
            .AddProject<global::Projects.TokenAspire_LocalHosting_Tests_Service>("service").WithHttpHealthCheck("/health").WithReplicas(2));
        await dashboard.Notifications.WaitForResourceHealthyAsync("service", Timeout);
        using HttpClient client = await dashboard.LogInAsync();
        Assert.Equal([("service-1", "Running"), ("service-2", "Running")], Rows(await client.PageAsync("/")));
        int[] before = [await ProcessIdAsync(client, "service-1"), await ProcessIdAsync(client, "service-2")];

        await CommandAsync(client, "service-2", "stop");
        (string, string)[] stopped = Rows(await client.PageAsync("/"));
        await CommandAsync(client, "service-2", "start");
        await CommandAsync(client, "service-1", "restart");
        await dashboard.Notifications.WaitForResourceHealthyAsync("service", Timeout);
        int[] after = [await ProcessIdAsync(client, "service-1"), await ProcessIdAsync(client, "service-2")];

        Assert.Equal([("service-1", "Running"), ("service-2", "Exited")], stopped);
        Assert.Equal([("service-1", "Running"), ("service-2", "Running")], Rows(await client.PageAsync("/")));
        Assert.Equal(4, before.Concat(after).Distinct().Count());
        foreach (string replica in new[] { "service-1", "service-2" })
        {
            Assert.Contains("Application started", await ConsoleUntilAsync(client, replica, lines: 2, "Now listening on"), StringComparison.Ordinal);
        }
    }

    private static (string Name, string State)[] Rows(string page) =>
    [
        .. page.ReplaceLineEndings(" ").Values("<tr id=\"row-(?<value>service.*?)</tr>")
            .Select(row => (row[..row.IndexOf('"', StringComparison.Ordinal)], row.Values("class=\"dot\" aria-hidden=\"true\"></span>(?<value>[A-Za-z]+)</span>").Single())),
    ];

    /// <summary>A replica's own console, up to the line that is there so many times; a service is healthy a moment before it says so.</summary>
    private static async Task<string> ConsoleUntilAsync(HttpClient client, string replica, int lines, string text)
    {
        using HttpResponseMessage response = await client.GetAsync(new Uri($"/console/{replica}/lines", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead, Timeout);
        using StreamReader console = new(await response.Content.ReadAsStreamAsync(Timeout));
        StringBuilder read = new();
        while (lines > 0 && await console.ReadLineAsync(Timeout) is { } line)
        {
            read.AppendLine(line);
            lines -= line.Contains(text, StringComparison.Ordinal) ? 1 : 0;
        }

        return read.ToString();
    }

    private static async Task CommandAsync(HttpClient client, string replica, string command)
    {
        using HttpResponseMessage response = await client.PostAsync(new Uri($"/resources/{replica}/commands/{command}", UriKind.Relative), content: null, Timeout);
        Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
    }

    private static async Task<int> ProcessIdAsync(HttpClient client, string replica) =>
        int.Parse((await client.PageAsync($"/resources/{replica}")).Values("<dt>Process</dt><dd>(?<value>[0-9]+)</dd>").Single(), CultureInfo.InvariantCulture);
}
