using System.Collections.Concurrent;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using static TokenAspire.Gateway.Tests.Edge.ForwardingGateway;

namespace TokenAspire.Gateway.Tests.Edge;

/// <summary>The gateway's forwarding in front of two instances of a service, all on real servers.</summary>
public sealed class InstanceTests
{
    private static readonly (string, string)[] Http2 =
        [("ReverseProxy:Clusters:orders:HttpRequest:Version", "2"), ("ReverseProxy:Clusters:orders:HttpRequest:VersionPolicy", "RequestVersionExact")];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_rolling_restart_under_load_fails_no_request()
    {
        await using Instance first = await Instance.StartAsync();
        await using Instance second = await Instance.StartAsync();
        await using WebApplication gateway = await GatewayAsync([first, second], probed: true);
        using CancellationTokenSource ended = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        ConcurrentBag<string> failures = [];
        int served = 0;
        Task[] load = [.. Enumerable.Range(0, 8).Select(worker => LoadAsync(worker % 2 == 0 ? HttpMethod.Get : HttpMethod.Post))];

        foreach (Instance instance in new[] { first, second })
        {
            int before = Volatile.Read(ref served);
            await instance.RestartAsync();
            await EventuallyAsync(() => instance.Requests > 0);
            Assert.True(Volatile.Read(ref served) > before);
        }

        await ended.CancelAsync();
        await Task.WhenAll(load);
        Assert.Empty(failures);

        async Task LoadAsync(HttpMethod method)
        {
            using HttpClient client = Client(gateway);
            while (!ended.IsCancellationRequested)
            {
                using HttpRequestMessage request = new(method, "/api/orders") { Content = method == HttpMethod.Post ? new StringContent("{}", Encoding.UTF8, "application/json") : null };
                using HttpResponseMessage response = await client.SendAsync(request, Cancel);
                Interlocked.Increment(ref served);
                if (response.StatusCode != HttpStatusCode.OK)
                {
                    failures.Add($"{method} {response.StatusCode}");
                }
            }
        }
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("POST")]
    public async Task A_request_for_an_instance_that_is_gone_reaches_the_other(string method)
    {
        await using Instance gone = await Instance.StartAsync();
        await using Instance other = await Instance.StartAsync();
        await using WebApplication gateway = await GatewayAsync([gone, other]);
        await gone.KillAsync();

        Assert.All(await StatusesAsync(gateway, new HttpMethod(method), requests: 6), status => Assert.Equal(200, status));
        Assert.Equal(6, other.Requests);
    }

    // Which of them were carried out nobody knows: only what may happen twice is sent again.
    [Theory]
    [InlineData("GET", 200, 1)]
    [InlineData("DELETE", 200, 1)]
    [InlineData("POST", 502, 0)]
    [InlineData("PATCH", 502, 0)]
    public async Task A_request_that_an_instance_dropped_is_sent_again_if_it_is_idempotent(string method, int status, int answered)
    {
        await using Instance dropping = await Instance.StartAsync(static context =>
        {
            context.Abort();
            return Task.CompletedTask;
        });
        await using Instance other = await Instance.StartAsync();
        await using WebApplication gateway = await GatewayAsync([dropping, other]);

        // Taken in turn: of two requests one meets the instance that drops it.
        int[] statuses = await StatusesAsync(gateway, new HttpMethod(method), requests: 2);

        Assert.Contains(status, statuses);
        Assert.Equal(1, dropping.Requests);
        Assert.Equal(1 + answered, other.Requests);
    }

    [Fact]
    public async Task A_request_that_an_instance_no_longer_took_when_it_stopped_reaches_the_other_with_its_body()
    {
        await using StoppingInstance stopping = new();
        string? received = null;
        await using Instance other = await Instance.StartAsync(
            async context => received = await new StreamReader(context.Request.Body).ReadToEndAsync(Cancel), ("Kestrel:EndpointDefaults:Protocols", "Http2"));
        await using WebApplication gateway = await GatewayAsync([stopping.Address, other.Address], settings: Http2);
        using HttpClient client = Client(gateway);
        List<HttpStatusCode> statuses = [];

        // Taken in turn: of two requests one meets the instance that stops.
        for (int i = 0; i < 2; i++)
        {
            using StringContent order = new("an order");
            using HttpResponseMessage response = await client.PostAsync("/api/orders", order, Cancel);
            statuses.Add(response.StatusCode);
        }

        Assert.True(stopping.WasAsked);
        Assert.Equal([HttpStatusCode.OK, HttpStatusCode.OK], statuses);
        Assert.Equal("an order", received);
        Assert.Equal(2, other.Requests);
    }

    [Fact]
    public async Task While_an_instance_drains_each_request_is_the_last_on_its_connection_in_HTTP_2_too()
    {
        await using Instance instance = await Instance.StartAsync(
            static context => context.Response.WriteAsync(context.Connection.Id, Cancel), ("Kestrel:EndpointDefaults:Protocols", "Http2"));
        await using WebApplication gateway = await GatewayAsync([instance], settings: Http2);
        using HttpClient client = Client(gateway);
        string[] before = [await ConnectionAsync(), await ConnectionAsync()];
        Task restart = instance.RestartAsync();
        await EventuallyAsync(async () =>
        {
            using HttpRequestMessage probe = new(HttpMethod.Get, instance.Address + "/health") { Version = HttpVersion.Version20, VersionPolicy = HttpVersionPolicy.RequestVersionExact };
            using HttpResponseMessage health = await client.SendAsync(probe, Cancel);
            return health.StatusCode == HttpStatusCode.ServiceUnavailable;
        });

        string[] draining = [await ConnectionAsync(), await ConnectionAsync(), await ConnectionAsync()];
        await restart;

        Assert.Equal(before[0], before[1]);
        Assert.Equal(3, draining.Distinct(StringComparer.Ordinal).Count());

        async Task<string> ConnectionAsync()
        {
            using HttpResponseMessage response = await client.PostAsync("/api/orders", content: null, Cancel);
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            return await response.Content.ReadAsStringAsync(Cancel);
        }
    }

    [Fact]
    public async Task An_instance_that_keeps_failing_is_left_alone()
    {
        await using Instance dropping = await Instance.StartAsync(static context =>
        {
            context.Abort();
            return Task.CompletedTask;
        });
        await using Instance other = await Instance.StartAsync();
        await using WebApplication gateway = await GatewayAsync([dropping, other]);

        await StatusesAsync(gateway, HttpMethod.Post, requests: 40);
        int asked = dropping.Requests;
        int[] statuses = await StatusesAsync(gateway, HttpMethod.Post, requests: 10);

        Assert.InRange(asked, 1, 15);
        Assert.Equal(asked, dropping.Requests);
        Assert.All(statuses, status => Assert.Equal(200, status));
    }

    // One at a time is let through when it is time to try again, and the first that succeeds lets in everybody.
    [Fact]
    public async Task The_only_instance_that_keeps_failing_is_left_alone_until_one_request_has_succeeded()
    {
        bool isBroken = true;
        await using Instance only = await Instance.StartAsync(context =>
        {
            if (Volatile.Read(ref isBroken))
            {
                context.Abort();
            }

            return Task.CompletedTask;
        });
        await using WebApplication gateway = await GatewayAsync([only], settings: ("Forwarding:BreakDuration", "00:00:01"));

        int[] failing = await StatusesAsync(gateway, HttpMethod.Post, requests: 10);
        int asked = only.Requests;
        using HttpClient client = Client(gateway);
        using HttpResponseMessage refused = await client.PostAsync("/api/orders", content: null, Cancel);
        int askedMore = only.Requests;
        Volatile.Write(ref isBroken, false);
        await EventuallyAsync(async () => (await StatusesAsync(gateway, HttpMethod.Post, requests: 1))[0] == 200);

        Assert.All(failing, status => Assert.Equal(502, status));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
        Assert.NotNull(refused.Headers.RetryAfter);
        Assert.Equal("application/problem+json", refused.Content.Headers.ContentType?.MediaType);
        Assert.Equal(asked, askedMore);
        Assert.All(await StatusesAsync(gateway, HttpMethod.Post, requests: 10), status => Assert.Equal(200, status));
    }

    [Fact]
    public async Task A_service_that_hangs_gets_no_more_requests_than_its_bulkhead_holds()
    {
        TaskCompletionSource release = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using Instance hanging = await Instance.StartAsync(_ => release.Task);
        await using WebApplication gateway = await GatewayAsync([hanging], settings: ("Forwarding:ConcurrencyLimit", "2"));
        Task<int[]>[] waiting = [StatusesAsync(gateway, HttpMethod.Get, 1), StatusesAsync(gateway, HttpMethod.Get, 1)];
        await EventuallyAsync(() => hanging.Requests == 2);

        using HttpClient client = Client(gateway);
        using HttpResponseMessage refused = await client.GetAsync("/api/orders", Cancel);
        release.SetResult();
        int[][] answered = await Task.WhenAll(waiting);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
        Assert.NotNull(refused.Headers.RetryAfter);
        Assert.Equal("application/problem+json", refused.Content.Headers.ContentType?.MediaType);
        Assert.All(answered, statuses => Assert.Equal([200], statuses));
        Assert.Equal(200, (await StatusesAsync(gateway, HttpMethod.Get, 1))[0]);
    }
}
