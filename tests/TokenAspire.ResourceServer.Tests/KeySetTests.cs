using System.Net;
using Microsoft.Extensions.Diagnostics.HealthChecks;

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
        await using TestIssuer issuer = await TestIssuer.StartAsync();
        await using TestResource resource = await TestResource.StartReadyAsync(
            issuer, store, options => options.KeyRefreshThrottle = options.KeyRefreshInterval = TimeSpan.FromMinutes(10));

        Answer[] answers = await Task.WhenAll(Enumerable.Range(0, 200).Select(index =>
            resource.GetAsync("/orders", issuer.CreateToken(header: header => header["kid"] = $"unknown-{index}"))));

        Assert.All(answers, answer => Assert.Equal("unknown_key", answer.Reason));
        Assert.Equal(2, issuer.KeySetReads);
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
}
