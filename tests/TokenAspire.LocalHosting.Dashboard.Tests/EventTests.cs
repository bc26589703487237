using System.Net;
using TokenAspire.LocalHosting.Dashboard.Tests.Hosting;

namespace TokenAspire.LocalHosting.Dashboard.Tests;

public sealed class EventTests
{
    private static CancellationToken Timeout => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("traces")]
    [InlineData("structured")]
    [InlineData("metrics")]
    [InlineData("tokens")]
    public async Task A_page_is_told_when_what_it_shows_has_changed(string topic)
    {
        await using RunningDashboard dashboard = await RunningDashboard.StartAsync();
        using HttpClient client = await dashboard.LogInAsync();
        using HttpResponseMessage response = await client.GetAsync(new Uri($"/events/{topic}", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead, Timeout);
        Assert.Equal("text/event-stream", response.Content.Headers.ContentType?.MediaType);
        using StreamReader events = new(await response.Content.ReadAsStreamAsync(Timeout));
        Assert.Equal("event: change", await NextAsync(events)); // what was missed while connecting

        await dashboard.PostAsync("traces", Export.Traces("orders", Export.Span(1, 1, 0, "a span")));
        await dashboard.PostAsync("logs", Export.Logs("orders", Export.Log("a record")));
        await dashboard.PostAsync("metrics", Export.Metrics("orders", Export.Counter("a counter", 1)));

        Assert.Equal("event: change", await NextAsync(events));
    }

    [Fact]
    public async Task An_unknown_topic_or_console_is_not_found()
    {
        await using RunningDashboard dashboard = await RunningDashboard.StartAsync();
        using HttpClient client = await dashboard.LogInAsync();

        foreach (string path in new[] { "/events/nothing", "/console/nothing/lines", "/console/nothing", "/resources/nothing", "/assets/nothing.js" })
        {
            using HttpResponseMessage response = await client.GetAsync(new Uri(path, UriKind.Relative), Timeout);
            Assert.Equal((path, HttpStatusCode.NotFound), (path, response.StatusCode));
        }
    }

    [Fact]
    public async Task An_open_page_does_not_hold_up_the_end_of_the_application()
    {
        RunningDashboard dashboard = await RunningDashboard.StartAsync();
        using HttpClient client = await dashboard.LogInAsync();
        using HttpResponseMessage response = await client.GetAsync(new Uri("/events/traces", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead, Timeout);
        using StreamReader events = new(await response.Content.ReadAsStreamAsync(Timeout));
        await NextAsync(events);

        // Kestrel would wait for the open response for 30 seconds.
        await dashboard.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(15), TimeProvider.System, Timeout);
    }

    /// <summary>The next line that names an event.</summary>
    private static async Task<string?> NextAsync(StreamReader events)
    {
        string? line;
        do
        {
            line = await events.ReadLineAsync(Timeout);
        }
        while (line is not null && !line.StartsWith("event:", StringComparison.Ordinal));

        return line;
    }
}
