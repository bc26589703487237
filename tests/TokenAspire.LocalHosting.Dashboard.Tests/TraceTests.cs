using System.Globalization;
using TokenAspire.LocalHosting.Dashboard.Otlp.Messages;
using TokenAspire.LocalHosting.Dashboard.Tests.Hosting;

namespace TokenAspire.LocalHosting.Dashboard.Tests;

public sealed class TraceTests
{
    [Fact]
    public async Task A_trace_over_several_resources_is_one_waterfall_in_the_order_of_its_calls()
    {
        await using RunningDashboard dashboard = await RunningDashboard.StartAsync();
        using HttpClient client = await dashboard.LogInAsync();
        await dashboard.PostAsync("traces", Export.Traces("shipping", Export.Span(9, 4, 3, "POST /slots")));
        await dashboard.PostAsync("traces", Export.Traces("inventory", Export.Span(9, 3, 2, "POST /items/{sku}/reservations")));
        await dashboard.PostAsync("traces", Export.Traces("orders", Export.Span(9, 2, 1, "POST /orders")));
        await dashboard.PostAsync("traces", Export.Traces("gateway", Export.Span(9, 1, 0, "POST /api/orders", ("url.path", "/api/orders"))));

        string list = await client.PageAsync("/traces");
        string trace = await client.PageAsync($"/traces/{9:x32}");

        Assert.Contains("gateway: POST /api/orders", list, StringComparison.Ordinal);
        Assert.Equal(["depth-0", "depth-1", "depth-2", "depth-3"], trace.Values("class=\"label (?<value>depth-[0-9]+)\""));
        Assert.Equal(["gateway", "orders", "inventory", "shipping"], trace.Values("""class="service">(?<value>[a-z]+)<"""));
        Assert.Contains("/api/orders", trace, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Traces_are_found_by_resource_text_and_error()
    {
        await using RunningDashboard dashboard = await RunningDashboard.StartAsync();
        using HttpClient client = await dashboard.LogInAsync();
        Span failed = Export.Span(2, 1, 0, "second", ("error.type", "expired"));
        failed.Status = new SpanStatus { Code = 2, Message = "it was late" };
        await dashboard.PostAsync("traces", Export.Traces("orders", Export.Span(1, 1, 0, "first")));
        await dashboard.PostAsync("traces", Export.Traces("inventory", failed));

        Assert.Equal(["second", "first"], Names(await client.PageAsync("/traces")));
        Assert.Equal(["first"], Names(await client.PageAsync("/traces?resource=orders")));
        Assert.Equal(["second"], Names(await client.PageAsync("/traces?text=EXPIRED")));
        Assert.Equal(["second"], Names(await client.PageAsync("/traces?errors=true")));
        Assert.Empty(Names(await client.PageAsync("/traces?resource=orders&errors=true")));
    }

    [Fact]
    public async Task A_single_call_that_belongs_to_no_request_is_shown_when_asked_for()
    {
        await using RunningDashboard dashboard = await RunningDashboard.StartAsync();
        using HttpClient client = await dashboard.LogInAsync();
        Span poll = Export.Span(1, 1, 0, "poll");
        poll.Kind = 3;
        Span call = Export.Span(2, 2, 1, "call");
        call.Kind = 3;
        await dashboard.PostAsync("traces", Export.Traces("issuer", poll, Export.Span(2, 1, 0, "request"), call));

        Assert.Equal(["request"], Names(await client.PageAsync("/traces")));
        Assert.Equal(["request", "poll"], Names(await client.PageAsync("/traces?background=true")));
    }

    [Fact]
    public async Task A_span_that_names_itself_as_its_ancestor_is_shown_once()
    {
        await using RunningDashboard dashboard = await RunningDashboard.StartAsync();
        using HttpClient client = await dashboard.LogInAsync();
        await dashboard.PostAsync("traces", Export.Traces("orders",
            Export.Span(3, 1, 2, "a-of-b"), Export.Span(3, 2, 1, "b-of-a"), Export.Span(3, 5, 5, "itself"), Export.Span(3, 6, 99, "of-none"), Export.Span(3, 6, 99, "twice")));

        string trace = await client.PageAsync($"/traces/{3:x32}");

        foreach (string name in new[] { "a-of-b", "b-of-a", "itself", "of-none", "twice" })
        {
            Assert.Single(trace.Values($"class=\"operation\">{name}<"));
        }
    }

    [Fact]
    public async Task Spans_that_name_each_other_as_parents_are_shown_once()
    {
        await using RunningDashboard dashboard = await RunningDashboard.StartAsync();
        using HttpClient client = await dashboard.LogInAsync();
        await dashboard.PostAsync("traces", Export.Traces("orders", Export.Span(4, 1, 2, "first"), Export.Span(4, 2, 1, "second")));

        Assert.Equal(["first"], Names(await client.PageAsync("/traces")));
        Assert.Equal(2, (await client.PageAsync($"/traces/{4:x32}")).Values("class=\"label (?<value>depth-[0-9]+)\"").Count());
    }

    [Fact]
    public async Task Ten_thousands_of_spans_leave_a_bounded_store_and_pages_that_load()
    {
        const int Batches = 60;
        const int Traces = 100;
        const int Spans = 8;
        await using RunningDashboard dashboard = await RunningDashboard.StartAsync();
        using HttpClient client = await dashboard.LogInAsync();
        for (int batch = 0; batch < Batches; batch++)
        {
            int first = batch * Traces;
            await dashboard.PostAsync("traces", Export.Traces("orders", Enumerable.Range(first + 1, Traces).SelectMany(trace =>
                Enumerable.Range(1, Spans).Select(id => Export.Span(trace, id, id - 1, $"span {id} of {trace}", ("http.route", "/orders/{id}"))))));
        }

        string list = await client.PageAsync("/traces");

        // 48,000 spans were sent; the newest 20,000 are 2,500 whole traces.
        Assert.Contains("2,500 traces, 20,000 spans kept of at most 20,000", list, StringComparison.Ordinal);
        Assert.Equal(100, Names(list).Count());
        Assert.Contains($"span 8 of {Batches * Traces}", await client.PageAsync($"/traces/{Batches * Traces:x32}"), StringComparison.Ordinal);
        Assert.Contains("No span of this trace is kept", await client.PageAsync($"/traces/{1:x32}"), StringComparison.Ordinal);
        Assert.Contains("<h1>Resources</h1>", await client.PageAsync("/"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Large_spans_are_bounded_by_their_size_and_each_text_by_its_length()
    {
        await using RunningDashboard dashboard = await RunningDashboard.StartAsync();
        using HttpClient client = await dashboard.LogInAsync();
        string large = new('x', 100_000);
        for (int i = 0; i < 100; i++)
        {
            await dashboard.PostAsync("traces", Export.Traces("orders", Enumerable.Range(1, 40).Select(id => Export.Span(i + 1, id, 0, "large", ("text", large)))));
        }

        string list = await client.PageAsync("/traces");
        string trace = await client.PageAsync($"/traces/{100:x32}");

        int kept = int.Parse(list.Values("(?<value>[0-9,]+) spans kept").Single(), NumberStyles.AllowThousands, CultureInfo.InvariantCulture);
        Assert.InRange(kept, 1000, 24_000_000 / (2 * 8_192));
        Assert.Contains(new string('x', 8_192) + "…", trace, StringComparison.Ordinal);
        Assert.DoesNotContain(new string('x', 8_193), trace, StringComparison.Ordinal);
    }

    private static IEnumerable<string> Names(string page) => page.Values("""class="name" href="/traces/[0-9a-f]{32}">[a-z]+: (?<value>[^<]+)<""");
}
