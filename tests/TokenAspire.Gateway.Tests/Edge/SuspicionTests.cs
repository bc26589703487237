using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using TokenAspire.Gateway.Edge.Suspicions;
using TokenAspire.Gateway.Tests.Hosting;

namespace TokenAspire.Gateway.Tests.Edge;

public sealed class SuspicionTests(SharedGateway shared) : GatewayTests(shared)
{
    private const string Firefox = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0";
    private const string LaterFirefox = "Mozilla/5.0 (X11; Linux x86_64; rv:140.1) Gecko/20100101 Firefox/140.1";
    private const string Phone = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 Safari/604.1";

    private const string Country = "X-Edge-Country";

    [Fact]
    public async Task A_session_on_another_device_is_counted_once_and_serves_on()
    {
        await using Watched replica = await StartAsync();
        string token = Tokens.Sign(Gateway.Time, "alice-id", "cli", sessionId: "session-of-alice");

        Assert.Equal(HttpStatusCode.OK, await replica.CallAsync(token, Firefox));
        Assert.Equal(HttpStatusCode.OK, await replica.CallAsync(token, LaterFirefox));
        Assert.Empty(replica.Counted);
        Assert.Equal(HttpStatusCode.OK, await replica.CallAsync(token, Phone));
        Assert.Equal(HttpStatusCode.OK, await replica.CallAsync(token, Firefox));
        Assert.Equal(HttpStatusCode.OK, await replica.CallAsync(token, Phone));

        Assert.Equal(["other_device"], replica.Counted);
        Assert.Contains(replica.Host.Log.Lines, line => line.Contains("A live session was seen with other_device", StringComparison.Ordinal));
        Assert.DoesNotContain(replica.Host.Log.Lines, line => line.Contains("TokenAspire.Gateway", StringComparison.Ordinal) && line.Contains("session-of-alice", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_next_token_of_the_session_is_the_same_session_and_another_client_is_another_device()
    {
        await using Watched replica = await StartAsync();
        string session = Guid.NewGuid().ToString();

        await replica.CallAsync(Tokens.Sign(Gateway.Time, "alice-id", "cli", session), Firefox);
        await replica.CallAsync(Tokens.Sign(Gateway.Time, "alice-id", "another-client", session), Phone);
        Assert.Empty(replica.Counted);
        await replica.CallAsync(Tokens.Sign(Gateway.Time, "alice-id", "cli", session), Phone);

        Assert.Equal(["other_device"], replica.Counted);
    }

    [Fact]
    public async Task A_country_counts_if_the_proxy_in_front_is_the_one_that_tells()
    {
        await using Watched told = await StartAsync(("Suspicions:CountryHeader", Country));
        await using Watched untold = await StartAsync();
        await using Watched stranger = await StartAsync(("Suspicions:CountryHeader", Country), ("ForwardedHeaders:KnownNetworks:0", "10.0.0.0/8"));
        string token = Tokens.Sign(Gateway.Time, "alice-id", "cli");

        foreach (Watched replica in new[] { told, untold, stranger })
        {
            await replica.CallAsync(token, Firefox, country: "DE");
            await replica.CallAsync(token, Firefox);
            await replica.CallAsync(token, Firefox, country: "BR");
        }

        Assert.Equal(["other_country"], told.Counted);
        Assert.Empty(untold.Counted);
        Assert.Empty(stranger.Counted);
    }

    [Fact]
    public async Task By_policy_a_suspicious_session_ends_here_at_once_and_at_the_issuer()
    {
        await using Watched replica = await StartAsync(
            ("Suspicions:EndSessionOn:0", "other_device"), ("ClientCredentials:ClientId", "ops"), ("ClientCredentials:ClientSecret", "a secret of operators"));
        string session = Guid.NewGuid().ToString();
        string token = Tokens.Sign(Gateway.Time, "alice-id", "cli", session);
        await replica.CallAsync(token, Firefox);

        Assert.Equal(HttpStatusCode.Unauthorized, await replica.CallAsync(token, Phone));
        Assert.Equal(HttpStatusCode.Unauthorized, await replica.CallAsync(token, Firefox));
        Assert.Equal("revoked_session", replica.LastReason);
        Assert.Equal(HttpStatusCode.OK, await replica.CallAsync(Tokens.Sign(Gateway.Time, "bob-id", "cli"), Firefox));
        (string Authorization, string Body) revocation = await RevocationAsync();

        Assert.Equal("Bearer operator", revocation.Authorization);
        JsonElement body = JsonSerializer.Deserialize<JsonElement>(revocation.Body);
        Assert.Equal("sid", body.GetProperty("kind").GetString());
        Assert.Equal(session, body.GetProperty("value").GetString());
        Assert.Single(Issuer.Revocations);
    }

    [Fact]
    public async Task A_revocation_that_the_issuer_refuses_for_good_does_not_hold_up_the_next()
    {
        await using Watched replica = await StartAsync(
            ("Suspicions:EndSessionOn:0", "other_device"), ("ClientCredentials:ClientId", "ops"), ("ClientCredentials:ClientSecret", "a secret of operators"));
        Issuer.RevocationStatus = StatusCodes.Status403Forbidden;
        await SuspectAsync("refused");
        await RevocationAsync();
        Issuer.Revocations.Clear();
        Issuer.RevocationStatus = StatusCodes.Status201Created;
        await SuspectAsync("next");

        Assert.Contains("next", (await RevocationAsync()).Body, StringComparison.Ordinal);

        async Task SuspectAsync(string session)
        {
            string token = Tokens.Sign(Gateway.Time, "alice-id", "cli", session);
            await replica.CallAsync(token, Firefox);
            await replica.CallAsync(token, Phone);
        }
    }

    [Fact]
    public async Task A_gateway_that_is_to_end_sessions_and_has_no_client_for_it_does_not_start()
    {
        Exception fault = await Assert.ThrowsAnyAsync<Exception>(() => StartAsync(("Suspicions:EndSessionOn:0", "other_device")));

        Assert.Contains("ClientCredentials:ClientSecret is empty", fault.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Every_mistake_in_the_settings_is_named()
    {
        SuspicionOptions options = new() { RememberedSessions = 0, Memory = TimeSpan.Zero, CountryHeader = "not a header", EndSessionOn = { "other_planet" } };

        string[] failures = [.. new SuspicionOptionsValidator().Validate(name: null, options).Failures!];

        Assert.Equal(4, failures.Length);
        Assert.Contains(failures, failure => failure.Contains("'other_planet'; the kinds are other_device, other_network, other_country.", StringComparison.Ordinal));
    }

    private async Task<(string Authorization, string Body)> RevocationAsync()
    {
        using PeriodicTimer timer = new(TimeSpan.FromMilliseconds(10));
        (string Authorization, string Body) revocation;
        while (!Issuer.Revocations.TryPeek(out revocation))
        {
            await timer.WaitForNextTickAsync(Cancel);
        }

        return revocation;
    }

    private async Task<Watched> StartAsync(params (string Name, string Value)[] settings) => new(await Gateway.StartReplicaAsync(settings));

    /// <summary>A replica whose suspicions are counted.</summary>
    private sealed class Watched : IAsyncDisposable
    {
        private readonly MeterListener _listener = new();
        private readonly ConcurrentQueue<string> _counted = [];
        private readonly Browser _outside;

        public Watched(GatewayHost host)
        {
            Host = host;
            _outside = host.OpenBrowser();
            IMeterFactory meters = host.Services.GetRequiredService<IMeterFactory>();
            _listener.InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Name == "tokenaspire.gateway.suspicions" && instrument.Meter.Scope == meters)
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            };
            _listener.SetMeasurementEventCallback<long>((_, _, tags, _) => _counted.Enqueue((string)tags[0].Value!));
            _listener.Start();
        }

        public GatewayHost Host { get; }

        public string[] Counted => [.. _counted];

        public string? LastReason { get; private set; }

        public async Task<HttpStatusCode> CallAsync(string token, string userAgent, string? country = null)
        {
            (string, string)[] headers = [("Authorization", "Bearer " + token), ("User-Agent", userAgent)];
            using HttpResponseMessage response = await _outside.SendAsync(HttpMethod.Get, "/api/orders", country is null ? headers : [.. headers, (Country, country)]);
            LastReason = response.IsSuccessStatusCode ? null : await response.ReasonAsync();
            return response.StatusCode;
        }

        public async ValueTask DisposeAsync()
        {
            _listener.Dispose();
            _outside.Dispose();
            await Host.DisposeAsync();
        }
    }
}
