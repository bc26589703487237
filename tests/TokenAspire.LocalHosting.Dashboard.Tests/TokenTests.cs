using System.Text.RegularExpressions;
using TokenAspire.LocalHosting.Dashboard.Otlp.Messages;
using TokenAspire.LocalHosting.Dashboard.Tests.Hosting;

namespace TokenAspire.LocalHosting.Dashboard.Tests;

public sealed class TokenTests
{
    [Fact]
    public async Task Refusals_are_counted_by_reason_over_all_resources_with_their_latest_traces()
    {
        await using RunningDashboard dashboard = await RunningDashboard.StartAsync();
        using HttpClient client = await dashboard.LogInAsync();
        await dashboard.PostAsync("metrics", Export.Metrics("orders", Result(40), Result(2, "expired"), Result(3, "revoked_session")));
        await dashboard.PostAsync("metrics", Export.Metrics("inventory", Result(2), Result(5, "revoked_session")));
        await dashboard.PostAsync("traces", Export.Traces("orders", Export.Span(21, 1, 0, "verify token", ("error.type", "expired"))));
        await dashboard.PostAsync("logs", Export.Logs("inventory", Export.Log("Token refused: revoked_session", trace: 22, attributes: [("Reason", "revoked_session"), ("{OriginalFormat}", "Token refused: {Reason}")])));
        await dashboard.PostAsync("logs", Export.Logs("gateway", Export.Log("Token refused: malformed", trace: 23, attributes: [("Reason", "malformed"), ("{OriginalFormat}", "Token refused: {Reason}")])));

        string page = await client.PageAsync("/tokens");

        Assert.Contains("<dt>Accepted</dt><dd>42</dd>", page, StringComparison.Ordinal);
        Assert.Equal(("8", $"{22:x32}"), Reason(page, "revoked_session"));
        Assert.Equal(("2", $"{21:x32}"), Reason(page, "expired"));
        Assert.Equal(("1", $"{23:x32}"), Reason(page, "malformed")); // logged, and not yet counted
        Assert.Contains("<title>revoked_session:", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Each_replica_shows_how_far_it_is_behind_and_how_soon_revocations_reached_it()
    {
        await using RunningDashboard dashboard = await RunningDashboard.StartAsync();
        using HttpClient client = await dashboard.LogInAsync();
        await dashboard.PostAsync("metrics", Export.Metrics("orders", Gauge("tokenaspire.revocation.lag", "s", 0.25), Gauge("tokenaspire.revocation.entries", "{entry}", 3, ("kind", "sid")), Gauge("tokenaspire.revocation.entries", "{entry}", 4, ("kind", "jti")), Export.Counter("tokenaspire.revocation.degraded", 6, ("tier", "standard"))));
        await dashboard.PostAsync("traces", Export.Traces("orders", Reached(1, milliseconds: 80), Reached(2, milliseconds: 5)));

        string page = await client.PageAsync("/tokens");

        Assert.Matches(
            "<tr id=\"replica-orders\">.*?</th>\\s*<td class=\"right\">250[.]0 ms</td>\\s*<td class=\"right\">7</td>\\s*<td class=\"right\">5[.]0 ms</td>\\s*<td class=\"right\">80[.]0 ms</td>\\s*<td class=\"right\">6</td>",
            page.ReplaceLineEndings(" "));
    }

    [Fact]
    public async Task Each_process_of_a_verifier_has_a_replica_of_its_own()
    {
        await using RunningDashboard dashboard = await RunningDashboard.StartAsync();
        using HttpClient client = await dashboard.LogInAsync();
        foreach ((string instance, double lag) in new[] { ("a1", 0.25), ("b2", 0.75) })
        {
            await dashboard.PostAsync("metrics", Export.Metrics(("orders", instance), Gauge("tokenaspire.revocation.lag", "s", lag), Gauge("tokenaspire.revocation.entries", "{entry}", 3, ("kind", "sid"))));
        }

        string page = (await client.PageAsync("/tokens")).ReplaceLineEndings(" ");

        Assert.Matches("<tr id=\"replica-orders-a1\">.*?</span>orders-a1</th>\\s*<td class=\"right\">250[.]0 ms</td>\\s*<td class=\"right\">3</td>", page);
        Assert.Matches("<tr id=\"replica-orders-b2\">.*?</span>orders-b2</th>\\s*<td class=\"right\">750[.]0 ms</td>\\s*<td class=\"right\">3</td>", page);
    }

    [Fact]
    public async Task Key_states_outlast_a_flood_of_other_records()
    {
        await using RunningDashboard dashboard = await RunningDashboard.StartAsync();
        using HttpClient client = await dashboard.LogInAsync();
        await dashboard.PostAsync("logs", Export.Logs("issuer", Moved("first-key", "Active")));
        for (int batch = 0; batch < 11; batch++)
        {
            await dashboard.PostAsync("logs", Export.Logs("orders", Enumerable.Range(0, 1000).Select(_ => Export.Log("other"))));
        }

        Assert.DoesNotContain("first-key", await client.PageAsync("/structured?resource=issuer"), StringComparison.Ordinal);
        Assert.Matches("title=\"first-key\".*?<span class=\"pill good\">Active</span>", (await client.PageAsync("/tokens")).ReplaceLineEndings(" "));
    }

    [Fact]
    public async Task What_is_known_of_revocations_outlasts_a_flood_of_other_spans()
    {
        await using RunningDashboard dashboard = await RunningDashboard.StartAsync();
        using HttpClient client = await dashboard.LogInAsync();
        await dashboard.PostAsync("traces", Export.Traces("orders", Reached(1, milliseconds: 80)));
        for (int batch = 0; batch < 21; batch++)
        {
            int first = batch * 1000;
            await dashboard.PostAsync("traces", Export.Traces("orders", Enumerable.Range(first + 2, 1000).Select(trace => Export.Span(trace, 1, 0, "other"))));
        }

        // The flood takes a while; a verifier that says nothing meanwhile would not be shown.
        await dashboard.PostAsync("metrics", Export.Metrics("orders", Gauge("tokenaspire.revocation.lag", "s", 0.25)));
        Assert.Contains("No span of this trace is kept", await client.PageAsync($"/traces/{1:x32}"), StringComparison.Ordinal);
        Assert.Contains("<td class=\"right\">80.0 ms</td>", await client.PageAsync("/tokens"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_replica_that_has_fallen_silent_is_not_shown_as_it_was()
    {
        await using RunningDashboard dashboard = await RunningDashboard.StartAsync();
        using HttpClient client = await dashboard.LogInAsync();
        Metric old = Gauge("tokenaspire.revocation.lag", "s", 0.25);
        old.Gauge.DataPoints[0].TimeUnixNano -= 60_000_000_000;
        await dashboard.PostAsync("metrics", Export.Metrics("orders", old));

        Assert.DoesNotContain("replica-orders", await client.PageAsync("/tokens"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Key_states_follow_the_issuer_log()
    {
        await using RunningDashboard dashboard = await RunningDashboard.StartAsync();
        using HttpClient client = await dashboard.LogInAsync();
        await dashboard.PostAsync("logs", Export.Logs("issuer", Moved("first-key", "Active"), Moved("second-key", "Active"), Moved("first-key", "Retiring")));

        string page = await client.PageAsync("/tokens");

        Assert.Matches("title=\"first-key\".*?<span class=\"pill warning\">Retiring</span>.*?<td>No</td>", page.ReplaceLineEndings(" "));
        Assert.Matches("title=\"second-key\".*?<span class=\"pill good\">Active</span>", page.ReplaceLineEndings(" "));
    }

    [Fact]
    public async Task Refreshes_logins_revocations_and_suspicions_are_counted()
    {
        await using RunningDashboard dashboard = await RunningDashboard.StartAsync();
        using HttpClient client = await dashboard.LogInAsync();
        await dashboard.PostAsync("metrics", Export.Metrics("issuer",
            Export.Counter("tokenaspire.issuer.refreshes", 11, ("outcome", "rotated")),
            Export.Counter("tokenaspire.issuer.refreshes", 1, ("outcome", "reuse")),
            Export.Counter("tokenaspire.issuer.revocations", 2, ("kind", "sid"), ("outcome", "published")),
            Export.Counter("tokenaspire.issuer.revocations", 1, ("kind", "sid"), ("outcome", "journalled")),
            Export.Counter("tokenaspire.issuer.suspicions", 4, ("kind", "new_device"))));
        await dashboard.PostAsync("metrics", Export.Metrics("gateway", Export.Counter("tokenaspire.gateway.suspicions", 3, ("kind", "other_country"))));

        string page = await client.PageAsync("/tokens");

        foreach ((string name, int count) in new[] { ("rotated", 11), ("reuse", 1), ("sid", 3), ("new_device", 4), ("other_country", 3) })
        {
            Assert.Contains($"<span class=\"muted\">{name}</span>&nbsp;<b>{count}</b>", page, StringComparison.Ordinal);
        }

        Assert.Contains("<dt>Suspicions</dt><dd>7<small>new_device 4, other_country 3</small>", page, StringComparison.Ordinal);
        Assert.Contains("<small>1 published later</small>", page, StringComparison.Ordinal);
    }

    private static (string Count, string Trace) Reason(string page, string reason)
    {
        Match row = Regex.Match(page, $"<tr id=\"reason-{reason}\">.*?<td class=\"right\">([0-9,]+)</td>.*?href=\"/traces/([0-9a-f]{{32}})\"", RegexOptions.Singleline, TimeSpan.FromSeconds(5));
        return (row.Groups[1].Value, row.Groups[2].Value);
    }

    private static Metric Result(long count, string? reason = null)
    {
        Metric result = Export.Counter("tokenaspire.verification.results", count, ("outcome", reason is null ? "accepted" : "rejected"));
        if (reason is not null)
        {
            result.Sum.DataPoints[0].Attributes.Add(Export.Attribute("error.type", reason));
        }

        return result;
    }

    private static Metric Gauge(string name, string unit, double value, params ReadOnlySpan<(string Key, string Value)> attributes)
    {
        NumberDataPoint point = new() { TimeUnixNano = Export.Now, AsDouble = value };
        foreach ((string key, string text) in attributes)
        {
            point.Attributes.Add(Export.Attribute(key, text));
        }

        return new Metric { Name = name, Unit = unit, Gauge = new Gauge { DataPoints = { point } } };
    }

    private static Span Reached(long trace, ulong milliseconds)
    {
        Span span = Export.Span(trace, 1, 0, "apply revocations");
        span.EndTimeUnixNano = span.StartTimeUnixNano + (milliseconds * 1_000_000);
        return span;
    }

    private static LogRecord Moved(string keyId, string state) =>
        Export.Log($"RS256 key {keyId} is now {state}.", attributes: [("Algorithm", "RS256"), ("KeyId", keyId), ("State", state)]);
}
