using System.Text.RegularExpressions;
using TokenAspire.LocalHosting.Dashboard.Otlp.Messages;
using TokenAspire.LocalHosting.Dashboard.Tests.Hosting;

namespace TokenAspire.LocalHosting.Dashboard.Tests;

/// <summary>Whatever a resource sends is text, never markup.</summary>
public sealed class EncodingTests
{
    private const string Hostile = "\"'><script>alert(1)</script><img src=x onerror=alert(1)>";

    [Theory]
    [InlineData("/traces")]
    [InlineData("/traces?text=%22%27%3E%3Cscript%3Ealert(1)%3C/script%3E")]
    [InlineData("/traces/00000000000000000000000000000005")]
    [InlineData("/structured")]
    [InlineData("/structured?text=%22%27%3E%3Cscript%3Ealert(1)%3C/script%3E")]
    [InlineData("/metrics")]
    [InlineData("/tokens")]
    public async Task Hostile_names_messages_and_attributes_are_shown_and_not_run(string path)
    {
        await using RunningDashboard dashboard = await RunningDashboard.StartAsync();
        using HttpClient client = await dashboard.LogInAsync();
        Span span = Export.Span(5, 1, 0, Hostile, (Hostile, Hostile), ("error.type", Hostile), ("db.system.name", Hostile));
        span.Status = new SpanStatus { Code = 2, Message = Hostile };
        span.Events.Add(new Span.Types.Event { Name = Hostile });
        await dashboard.PostAsync("traces", Export.Traces(Hostile, span));
        await dashboard.PostAsync("logs", Export.Logs(Hostile, Export.Log(Hostile, trace: 5, attributes: [(Hostile, Hostile), ("Reason", Hostile), ("{OriginalFormat}", "Token refused: {Reason}")])));
        await dashboard.PostAsync("metrics", Export.Metrics(Hostile,
            Export.Counter(Hostile, 1, (Hostile, Hostile)),
            Export.Counter("tokenaspire.verification.results", 1, ("outcome", "rejected"), ("error.type", Hostile)),
            Export.Counter("tokenaspire.revocation.entries", 1, ("kind", Hostile))));

        string page = await client.PageAsync(path);

        // The only elements of these kinds are the page's own.
        Assert.DoesNotContain("<script>", page, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("<img src=x", page, StringComparison.OrdinalIgnoreCase);
        Assert.Single(Regex.Matches(page, "<script", RegexOptions.IgnoreCase, TimeSpan.FromSeconds(5)));
        Assert.Contains("&lt;script&gt;", page, StringComparison.OrdinalIgnoreCase);
    }
}
