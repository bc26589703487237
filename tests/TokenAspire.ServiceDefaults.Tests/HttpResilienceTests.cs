using Microsoft.Extensions.Options;
using TokenAspire.ServiceDefaults.Resilience;

namespace TokenAspire.ServiceDefaults.Tests;

public sealed class HttpResilienceTests
{
    [Theory]
    [InlineData("GET")]
    [InlineData("HEAD")]
    [InlineData("OPTIONS")]
    [InlineData("PUT")]
    [InlineData("DELETE")]
    public async Task An_idempotent_request_is_retried_until_it_succeeds(string method)
    {
        int failures = 2;
        await using LoopbackServer server = await LoopbackServer.Start(context =>
        {
            context.Response.StatusCode = failures-- > 0 ? 503 : 200;
            return Task.CompletedTask;
        });
        using ServiceHost host = new(Settings(server));

        using HttpResponseMessage response = await Send(host, new HttpMethod(method));

        Assert.Equal(200, (int)response.StatusCode);
        Assert.Equal(3, server.Requests);
    }

    [Theory]
    [InlineData("POST")]
    [InlineData("PATCH")]
    public async Task A_request_that_is_not_idempotent_is_sent_once(string method)
    {
        await using LoopbackServer server = await LoopbackServer.Start(503);
        using ServiceHost host = new(Settings(server));

        using HttpResponseMessage response = await Send(host, new HttpMethod(method));

        Assert.Equal(503, (int)response.StatusCode);
        Assert.Equal(1, server.Requests);
    }

    [Fact]
    public async Task Content_that_cannot_be_replayed_is_sent_once()
    {
        await using LoopbackServer server = await LoopbackServer.Start(503);
        using ServiceHost host = new(Settings(server));

        using StreamContent content = new(new MemoryStream([1]));
        using HttpResponseMessage response = await Send(host, HttpMethod.Put, content);

        Assert.Equal(1, server.Requests);
    }

    [Theory]
    [InlineData(400)]
    [InlineData(401)]
    [InlineData(404)]
    [InlineData(500)]
    public async Task A_failure_that_is_not_transient_is_not_retried(int status)
    {
        await using LoopbackServer server = await LoopbackServer.Start(status);
        using ServiceHost host = new(Settings(server));

        using HttpResponseMessage response = await Send(host, HttpMethod.Get);

        Assert.Equal((status, 1), ((int)response.StatusCode, server.Requests));
    }

    [Fact]
    public async Task Retry_After_beyond_the_longest_delay_goes_to_the_caller()
    {
        await using LoopbackServer server = await LoopbackServer.Start(context =>
        {
            context.Response.StatusCode = 503;
            context.Response.Headers.RetryAfter = "60";
            return Task.CompletedTask;
        });
        using ServiceHost host = new(Settings(server));

        using HttpResponseMessage response = await Send(host, HttpMethod.Get);

        Assert.Equal(1, server.Requests);
        Assert.Equal(TimeSpan.FromSeconds(60), response.Headers.RetryAfter?.Delta);
    }

    [Fact]
    public async Task An_attempt_that_does_not_answer_is_given_up_for_the_next()
    {
        int arrived = 0;
        await using LoopbackServer server = await LoopbackServer.Start(context => Interlocked.Increment(ref arrived) == 1
            ? Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted)
            : Task.CompletedTask);
        using ServiceHost host = new(Settings(server, ("HttpResilience:AttemptTimeout", "00:00:00.500"), ("HttpResilience:Retries", "10")));

        using HttpResponseMessage response = await Send(host, HttpMethod.Get);

        Assert.Equal(200, (int)response.StatusCode);
        Assert.True(server.Requests >= 2);
    }

    [Fact]
    public async Task The_total_timeout_ends_the_retries()
    {
        await using LoopbackServer server = await LoopbackServer.Start(503);
        using ServiceHost host = new(Settings(
            server,
            ("HttpResilience:RetryDelay", "01:00:00"),
            ("HttpResilience:MaxRetryDelay", "01:00:00"),
            ("HttpResilience:AttemptTimeout", "00:00:00.300"),
            ("HttpResilience:TotalTimeout", "00:00:00.300")));

        await Assert.ThrowsAsync<DownstreamUnavailableException>(() => Send(host, HttpMethod.Get));

        Assert.InRange(server.Requests, 0, 1);
    }

    [Fact]
    public async Task An_instance_that_fails_too_often_is_left_alone_until_the_break_is_over()
    {
        int status = 500;
        await using LoopbackServer server = await LoopbackServer.Start(context =>
        {
            context.Response.StatusCode = status;
            return Task.CompletedTask;
        });
        ShiftedTime time = new();
        using ServiceHost host = new(Settings(server, ("HttpResilience:MinimumThroughput", "2"), ("HttpResilience:Retries", "0")), time);
        await Send(host, HttpMethod.Get);
        await Send(host, HttpMethod.Get);

        await Assert.ThrowsAsync<DownstreamUnavailableException>(() => Send(host, HttpMethod.Get));
        Assert.Equal(2, server.Requests);

        status = 200;
        time.Shift += TimeSpan.FromSeconds(6);
        using HttpResponseMessage response = await Send(host, HttpMethod.Get);
        Assert.Equal(200, (int)response.StatusCode);
    }

    [Fact]
    public async Task What_an_open_circuit_held_back_is_sent_once_it_closes_whatever_the_method()
    {
        int status = 500;
        await using LoopbackServer server = await LoopbackServer.Start(context =>
        {
            context.Response.StatusCode = status;
            return Task.CompletedTask;
        });
        using ServiceHost host = new(Settings(server, ("HttpResilience:MinimumThroughput", "2"), ("HttpResilience:RetryDelay", "00:00:01")));
        await Send(host, HttpMethod.Post);
        await Send(host, HttpMethod.Post);
        status = 200;

        using HttpResponseMessage response = await Send(host, HttpMethod.Post);

        Assert.Equal(200, (int)response.StatusCode);
        Assert.Equal(3, server.Requests);
    }

    [Fact]
    public async Task A_refusal_with_Retry_After_does_not_open_the_circuit()
    {
        await using LoopbackServer server = await LoopbackServer.Start(context =>
        {
            context.Response.StatusCode = 503;
            context.Response.Headers.RetryAfter = "60";
            return Task.CompletedTask;
        });
        using ServiceHost host = new(Settings(server, ("HttpResilience:MinimumThroughput", "2")));

        for (int request = 0; request < 10; request++)
        {
            using HttpResponseMessage response = await Send(host, HttpMethod.Post);
            Assert.Equal(503, (int)response.StatusCode);
        }
    }

    [Fact]
    public async Task One_request_more_than_the_limit_fails_at_once_and_leaves_the_others()
    {
        TaskCompletionSource arrived = new(TaskCreationOptions.RunContinuationsAsynchronously);
        TaskCompletionSource release = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using LoopbackServer server = await LoopbackServer.Start(_ =>
        {
            arrived.SetResult();
            return release.Task;
        });
        using ServiceHost host = new(Settings(server, ("HttpResilience:ConcurrencyLimit", "1")));
        Task<HttpResponseMessage> running = Send(host, HttpMethod.Get);
        await arrived.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);

        await Assert.ThrowsAsync<DownstreamUnavailableException>(() => Send(host, HttpMethod.Get));

        release.SetResult();
        using HttpResponseMessage response = await running;
        Assert.Equal(200, (int)response.StatusCode);
    }

    [Fact]
    public async Task Every_bad_setting_is_reported_at_start_with_its_fix()
    {
        using ServiceHost host = new(new(StringComparer.Ordinal)
        {
            ["HttpResilience:ConcurrencyLimit"] = "0",
            ["HttpResilience:FailureRatio"] = "2",
            ["HttpResilience:AttemptTimeout"] = "00:01:00",
        });

        OptionsValidationException refused = await Assert.ThrowsAsync<OptionsValidationException>(host.Start);

        Assert.Equal(
            [
                "HttpResilience:ConcurrencyLimit must be at least 1.",
                "HttpResilience:AttemptTimeout must be at most TotalTimeout (00:00:30).",
                "HttpResilience:FailureRatio must be above 0 and up to 1.",
            ],
            refused.Failures,
            StringComparer.Ordinal);
    }

    private static Dictionary<string, string?> Settings(LoopbackServer server, params (string Key, string Value)[] more)
    {
        Dictionary<string, string?> settings = new(StringComparer.Ordinal) { ["services:orders:http:0"] = server.Address, ["HttpResilience:RetryDelay"] = "00:00:00.001" };
        foreach ((string key, string value) in more)
        {
            settings[key] = value;
        }

        return settings;
    }

    private static async Task<HttpResponseMessage> Send(ServiceHost host, HttpMethod method, HttpContent? content = null)
    {
        using HttpRequestMessage request = new(method, "http://orders/") { Content = content };
        return await host.Client.SendAsync(request, TestContext.Current.CancellationToken);
    }

    private sealed class ShiftedTime : TimeProvider
    {
        public TimeSpan Shift { get; set; }

        public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + Shift;
    }
}
