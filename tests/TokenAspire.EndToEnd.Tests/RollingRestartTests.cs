using System.Collections.Concurrent;
using System.Net;
using TokenAspire.EndToEnd.Tests.Topology;
using TokenAspire.TestTopology;
using TokenAspire.TestTopology.Clients;

namespace TokenAspire.EndToEnd.Tests;

/// <summary>Two processes of every service, each told to stop as a platform tells it (SIGTERM) and started again.</summary>
public sealed class RollingRestartTests(ReplicatedTopology topology) : IClassFixture<ReplicatedTopology>
{
    private static readonly string[] Services = ["shipping", "inventory", "orders", "gateway", "issuer"];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_rolling_restart_of_every_service_one_at_a_time_fails_no_request()
    {
        TokenResponse alice = await topology.LogInAsync("alice");
        await using Work identities = new("identity", async () =>
        {
            using HttpResponseMessage response = await topology.App.SendAsync("gateway", HttpMethod.Get, "/api/orders/identity", alice.AccessToken);
            string body = await response.Content.ReadAsStringAsync(Cancel);
            return (response.StatusCode, response.StatusCode == HttpStatusCode.OK && body.Contains("\"shipping\",\"sub\"", StringComparison.Ordinal));
        });
        await using Work orders = new("order", async () =>
        {
            using HttpResponseMessage response = await topology.App.SendAsync("gateway", HttpMethod.Post, "/api/orders", alice.AccessToken, new { sku = "widget", quantity = 1 });
            return (response.StatusCode, response.StatusCode == HttpStatusCode.Created);
        });
        await using Work tokens = new("token", async () => (HttpStatusCode.OK, (await topology.OperatorTokenAsync()).AccessToken.Length > 0));
        Work[] all = [identities, orders, tokens];

        foreach (string replica in Services.SelectMany(service => new[] { $"{service}-1", $"{service}-2" }))
        {
            ExecuteCommandResult restarted = await topology.App.ResourceCommands.ExecuteCommandAsync(replica, KnownResourceCommands.RestartCommand, Cancel);
            Assert.True(restarted.Success, restarted.Message);
            await topology.HealthyAsync(replica);

            // Work that began after it is done everywhere before the next one goes.
            await Task.WhenAll(all.Select(work => work.NextAsync()));
            Assert.All(all, work => Assert.True(work.Failures.IsEmpty, $"While {replica} was restarted: {string.Join('\n', work.Failures)}"));
        }
    }

    /// <summary>One thing, done again and again until the end.</summary>
    private sealed class Work : IAsyncDisposable
    {
        private readonly CancellationTokenSource _ended = new();
        private readonly Task _running;
        private TaskCompletionSource _began = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Work(string name, Func<Task<(HttpStatusCode Status, bool IsGood)>> request) => _running = Task.Run(async () =>
        {
            while (!_ended.IsCancellationRequested)
            {
                Interlocked.Exchange(ref _began, new(TaskCreationOptions.RunContinuationsAsynchronously)).SetResult();
                await TryAsync(name, request);
                Interlocked.Exchange(ref _done, new(TaskCreationOptions.RunContinuationsAsynchronously)).SetResult();
            }
        });

        public ConcurrentQueue<string> Failures { get; } = [];

        /// <summary>When one that has not begun yet is done.</summary>
        public async Task NextAsync()
        {
            await Volatile.Read(ref _began).Task;
            await Volatile.Read(ref _done).Task;
        }

        public async ValueTask DisposeAsync()
        {
            await _ended.CancelAsync();
            await _running;
            _ended.Dispose();
        }

        private async Task TryAsync(string name, Func<Task<(HttpStatusCode Status, bool IsGood)>> request)
        {
            try
            {
                (HttpStatusCode status, bool isGood) = await request();
                if (!isGood)
                {
                    Failures.Enqueue($"{name}: {status}");
                }
            }
            catch (Exception fault) when (fault is HttpRequestException or UnexpectedAnswerException)
            {
                Failures.Enqueue($"{name}: {fault}");
            }
        }
    }
}

/// <summary>Two processes of every service.</summary>
public sealed class ReplicatedTopology : TopologyFixture
{
    // Long enough that every connection is used once more, and told to close: one that is idle when its server goes may
    // lose a request that is on its way (RFC 9112 section 9.3.1).
    private protected override void Change(IResourceBuilder<ProjectResource> service) =>
        service.WithReplicas(2).WithEnvironment("Drain__Delay", "00:00:02");
}
