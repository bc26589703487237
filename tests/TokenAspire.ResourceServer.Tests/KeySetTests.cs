using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using TokenAspire.Revocation;

namespace TokenAspire.ResourceServer.Tests;

public sealed class KeySetTests(RevocationStore store)
{
    [Fact]
    public async Task The_first_request_after_a_rotation_succeeds()
    {
        await using TestIssuer issuer = await TestIssuer.StartAsync();
        await using TestResource resource = await TestResource.StartReadyAsync(issuer, store);
        TestSigningKey rotated = TestSigningKey.CreateRsa("rsa-2");
        issuer.PublishedKeys.Add(rotated.ToJwk());

        Answer[] answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => resource.GetAsync("/orders", issuer.CreateToken(key: rotated))));

        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.OK, answer.Status));
        Assert.Equal(2, issuer.KeySetReads);
        Assert.Equal(1, resource.Measurements.Count("tokenaspire.jwks.refreshes{trigger=unknown_key,outcome=succeeded}"));
    }

    [Fact]
    public async Task Unknown_keys_cause_one_read_per_throttle_interval()
    {
        TimeSpan interval = TimeSpan.FromSeconds(1);
        await using TestIssuer issuer = await TestIssuer.StartAsync();
        await using TestResource resource = await TestResource.StartReadyAsync(issuer, store, options => options.KeyRefreshThrottle = interval);
        long begun = TimeProvider.System.GetTimestamp();

        Answer[] answers = await Task.WhenAll(Enumerable.Range(0, 1_000).Select(index =>
            resource.GetAsync("/orders", issuer.CreateToken(header: header => header["kid"] = $"unknown-{index}"))));

        Assert.All(answers, answer => Assert.Equal("unknown_key", answer.Reason));
        int allowed = 1 + (int)(TimeProvider.System.GetElapsedTime(begun) / interval);
        Assert.InRange(issuer.KeySetReads, 2, 1 + allowed);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_request_that_is_given_up_waits_for_no_key(bool fastLane)
    {
        await using TestIssuer issuer = await TestIssuer.StartAsync();
        await using TestResource resource = await TestResource.StartReadyAsync(
            issuer, store, options => (options.KeyRefreshThrottle, options.FastLane) = (TimeSpan.FromMinutes(1), fastLane));
        Assert.Equal("unknown_key", (await resource.GetAsync("/orders", issuer.CreateToken(header: header => header["kid"] = "junk"))).Reason);
        using HttpRequestMessage request = new(HttpMethod.Get, "/refunds");
        request.Headers.Authorization = new("Bearer", issuer.CreateToken(header: header => header["kid"] = "more-junk"));
        using CancellationTokenSource patience = new();

        Task<HttpResponseMessage> waiting = resource.Client.SendAsync(request, patience.Token);
        await TestResource.EventuallyAsync(() => Task.FromResult(Lines("Request starting").Any()));
        await patience.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        await TestResource.EventuallyAsync(() => Task.FromResult(Lines("Request finished").Any()));
        Assert.Empty(resource.Log.Errors);
        Assert.Equal(1, resource.Measurements.Refusals("unknown_key"));

        IEnumerable<string> Lines(string what) => resource.Log.Lines.Where(line =>
            line.Contains(what, StringComparison.Ordinal) && line.Contains("/refunds", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Junk_does_not_delay_a_key_that_was_never_announced()
    {
        await using TestIssuer issuer = await TestIssuer.StartAsync();
        await using TestResource resource = await TestResource.StartReadyAsync(issuer, store);
        Assert.Equal("unknown_key", (await resource.GetAsync("/orders", issuer.CreateToken(header: header => header["kid"] = "junk"))).Reason);
        TestSigningKey rotated = TestSigningKey.CreateRsa("rsa-2");

        issuer.PublishedKeys.Add(rotated.ToJwk());

        Assert.Equal(HttpStatusCode.OK, (await resource.GetAsync("/orders", issuer.CreateToken(key: rotated))).Status);
    }

    [Fact]
    public async Task A_request_that_finds_no_keys_yet_has_them_read()
    {
        await using TestIssuer issuer = await TestIssuer.StartAsync();
        issuer.IsAvailable = false;
        await using TestResource resource = await TestResource.StartAsync(issuer, store.ConnectionString);
        await TestResource.EventuallyAsync(() =>
            Task.FromResult(resource.Services.GetRequiredService<IRevocationReplica>().State.IsReplayed));
        await TestResource.EventuallyAsync(async () => (await resource.GetAsync("/orders", issuer.CreateToken())).Reason == "keys_unavailable");

        issuer.IsAvailable = true;

        Assert.Equal(HttpStatusCode.OK, (await resource.GetAsync("/orders", issuer.CreateToken())).Status);
    }

    [Fact]
    public async Task A_key_that_left_the_set_verifies_nothing_any_more()
    {
        await using TestIssuer issuer = await TestIssuer.StartAsync();
        await using TestResource resource = await TestResource.StartReadyAsync(
            issuer, store, options => options.KeyRefreshInterval = options.KeyRefreshThrottle = TimeSpan.FromMilliseconds(50));
        string token = issuer.CreateToken();
        Assert.Equal(HttpStatusCode.OK, (await resource.GetAsync("/orders", token)).Status);

        issuer.PublishedKeys.RemoveAt(0);

        await TestResource.EventuallyAsync(async () => (await resource.GetAsync("/orders", token)).Reason == "unknown_key");
    }

    [Fact]
    public async Task Known_keys_outlive_an_outage_of_the_issuer()
    {
        await using TestIssuer issuer = await TestIssuer.StartAsync();
        await using TestResource resource = await TestResource.StartReadyAsync(
            issuer, store, options => options.KeyRefreshInterval = options.KeyRefreshThrottle = TimeSpan.FromMilliseconds(50));
        issuer.IsAvailable = false;

        await TestResource.EventuallyAsync(() =>
            Task.FromResult(resource.Measurements.Count("tokenaspire.jwks.refreshes{trigger=scheduled,outcome=failed}") >= 2));

        Assert.Equal(HttpStatusCode.OK, (await resource.GetAsync("/orders", issuer.CreateToken())).Status);
        Assert.Equal("unknown_key", (await resource.GetAsync("/orders", issuer.CreateToken(key: TestSigningKey.CreateRsa("new")))).Reason);
        Assert.Equal(HealthStatus.Healthy, await resource.HealthAsync());
    }

    [Fact]
    public async Task Without_any_keys_the_service_is_unready_and_answers_503_until_they_are_there()
    {
        await using TestIssuer issuer = await TestIssuer.StartAsync();
        issuer.IsAvailable = false;
        await using TestResource resource = await TestResource.StartAsync(issuer, store.ConnectionString);

        Answer answer = await resource.GetAsync("/orders", issuer.CreateToken());
        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.Status);
        Assert.Equal("keys_unavailable", answer.Reason);
        Assert.NotNull(answer.RetryAfter);
        Assert.Equal(1, resource.Measurements.Refusals("keys_unavailable"));
        Assert.Equal(HealthStatus.Unhealthy, await resource.HealthAsync());

        issuer.IsAvailable = true;
        await TestResource.EventuallyAsync(async () => (await resource.GetAsync("/orders", issuer.CreateToken())).Status == HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_key_set_without_usable_keys_replaces_nothing()
    {
        await using TestIssuer issuer = await TestIssuer.StartAsync();
        await using TestResource resource = await TestResource.StartReadyAsync(issuer, store);
        issuer.PublishedKeys.Clear();
        issuer.PublishedKeys.Add(TestSigningKey.CreateRsa("weak", bits: 1024).ToJwk());

        Assert.Equal("unknown_key", (await resource.GetAsync("/orders", issuer.CreateToken(key: TestSigningKey.CreateRsa("weak")))).Reason);

        Assert.Equal(1, resource.Measurements.Count("tokenaspire.jwks.refreshes{trigger=unknown_key,outcome=failed}"));
        Assert.Equal(HttpStatusCode.OK, (await resource.GetAsync("/orders", issuer.CreateToken())).Status);
    }

    [Fact]
    public async Task A_weak_key_is_never_loaded()
    {
        await using TestIssuer issuer = await TestIssuer.StartAsync();
        TestSigningKey weak = TestSigningKey.CreateRsa("weak", bits: 1024);
        issuer.PublishedKeys.Add(weak.ToJwk());
        await using TestResource resource = await TestResource.StartReadyAsync(issuer, store);

        Assert.Equal("unknown_key", (await resource.GetAsync("/orders", issuer.CreateToken(key: weak))).Reason);
    }

    // The issuer verifies the tokens of its own API: it is there to be asked only once its server listens.
    [Fact]
    public async Task An_issuer_that_verifies_its_own_tokens_reads_its_keys_without_a_failure()
    {
        await using TestIssuer issuer = await TestIssuer.StartAsync();
        await using WebApplication app = CreateOwnIssuer(issuer);
        using MeasurementLog measurements = new(app.Services);

        await app.StartAsync(TestContext.Current.CancellationToken);

        await TestResource.EventuallyAsync(() =>
            Task.FromResult(measurements.Count("tokenaspire.jwks.refreshes{trigger=startup,outcome=succeeded}") == 1));
        Assert.Equal(0, measurements.Count("tokenaspire.jwks.refreshes{trigger=startup,outcome=failed}"));
    }

    // It goes through a door that opens when the server listens, as its own socket does.
    private WebApplication CreateOwnIssuer(TestIssuer issuer)
    {
        WebApplicationBuilder builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Configuration.AddInMemoryCollection(
        [
            new("ConnectionStrings:revocations", store.ConnectionString),
            new("TokenVerification:Authority", issuer.Url),
            new("TokenVerification:Audiences:0", "orders"),
        ]);
        builder.AddTokenVerification();
        builder.Services.AddHttpClient("TokenAspire.Issuer").ConfigurePrimaryHttpMessageHandler(services =>
            services.GetRequiredService<IHostApplicationLifetime>().ApplicationStarted.IsCancellationRequested
                ? TestCertificates.CreateHandler()
                : throw new HttpRequestException("Nobody listens yet."));
        return builder.Build();
    }
}
