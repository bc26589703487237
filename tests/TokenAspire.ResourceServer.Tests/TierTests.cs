using System.Globalization;
using System.Net;
using Microsoft.Extensions.DependencyInjection;
using StackExchange.Redis;
using TokenAspire.Revocation;

namespace TokenAspire.ResourceServer.Tests;

public abstract class TierTests(bool fastLane) : IAsyncLifetime
{
    // A store of its own: these tests stop it.
    private readonly RevocationStore _store = new() { FastLane = fastLane };

    public ValueTask InitializeAsync() => _store.InitializeAsync();

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return _store.DisposeAsync();
    }

    // Every read of the stream is one script.
    private async Task<long> CountReadsAsync()
    {
        using ConnectionMultiplexer redis = await ConnectionMultiplexer.ConnectAsync(_store.ConnectionString);
        string statistics = (string)(await redis.GetDatabase().ExecuteAsync("INFO", "commandstats"))!;
        string calls = statistics.Split("cmdstat_eval:calls=")[1].Split(',')[0];
        return long.Parse(calls, CultureInfo.InvariantCulture);
    }

    [Fact]
    public async Task Without_the_store_standard_requests_go_on_and_sensitive_ones_wait_for_it()
    {
        await using TestIssuer issuer = await TestIssuer.StartAsync();
        await using TestResource resource = await TestResource.StartReadyAsync(
            issuer, _store, options => options.SensitiveMaxAge = TimeSpan.FromMilliseconds(200));
        string token = issuer.CreateToken();
        Assert.Equal(HttpStatusCode.OK, (await resource.GetAsync("/refunds", token)).Status);

        await _store.StopAsync();
        await TestResource.EventuallyAsync(async () => (await resource.GetAsync("/refunds", token)).Status == HttpStatusCode.ServiceUnavailable);
        // A token that a tier refuses counts as rejected, and not as accepted too.
        int accepted = resource.Measurements.Count("tokenaspire.verification.results{outcome=accepted}");
        Answer refused = await resource.GetAsync("/refunds", token);
        Assert.Equal("revocation_unavailable", refused.Reason);
        Assert.NotNull(refused.RetryAfter);
        Assert.True(resource.Measurements.Count("tokenaspire.revocation.degraded{tier=sensitive,decision=refused}") >= 2);
        Assert.True(resource.Measurements.Refusals("revocation_unavailable") >= 2);

        Assert.Equal(accepted, resource.Measurements.Count("tokenaspire.verification.results{outcome=accepted}"));
        Assert.Equal(HttpStatusCode.OK, (await resource.GetAsync("/orders", token)).Status);

        await _store.StartAsync();
        await TestResource.EventuallyAsync(async () => (await resource.GetAsync("/refunds", token)).Status == HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_stale_replica_is_relied_upon_counted_and_then_no_longer()
    {
        await using TestIssuer issuer = await TestIssuer.StartAsync();
        await using TestResource tolerant = await TestResource.StartReadyAsync(
            issuer, _store, options => options.SensitiveMaxAge = options.StaleAfter = TimeSpan.FromMilliseconds(200));
        await using TestResource strict = await TestResource.StartReadyAsync(
            issuer, _store, options => options.SensitiveMaxAge = options.StaleAfter = options.RefuseAfter = TimeSpan.FromMilliseconds(200));
        string token = issuer.CreateToken();

        await _store.StopAsync();

        await TestResource.EventuallyAsync(async () => (await strict.GetAsync("/orders", token)).Status == HttpStatusCode.ServiceUnavailable);
        Assert.Equal("revocation_unavailable", (await strict.GetAsync("/orders", token)).Reason);
        Assert.True(strict.Measurements.Count("tokenaspire.revocation.degraded{tier=standard,decision=refused}") >= 2);
        await TestResource.EventuallyAsync(async () =>
        {
            Assert.Equal(HttpStatusCode.OK, (await tolerant.GetAsync("/orders", token)).Status);
            return tolerant.Measurements.Count("tokenaspire.revocation.degraded{tier=standard,decision=accepted}") >= 1;
        });
    }

    [Fact]
    public async Task All_sensitive_requests_that_wait_share_one_read()
    {
        TimeSpan maxAge = TimeSpan.FromSeconds(2);
        await using TestIssuer issuer = await TestIssuer.StartAsync();
        await using ComparedApplication application = await ComparedApplication.StartAsync(fastLane ? Way.FastLane : Way.Ordinary, issuer, _store, builder =>
        {
            builder.Configuration["TokenVerification:SensitiveMaxAge"] = maxAge.ToString();
            builder.Configuration["Revocation:PollInterval"] = "00:00:30";
        });
        string token = issuer.CreateToken();
        IRevocationReplica replica = application.Services.GetRequiredService<IRevocationReplica>();
        await application.GetAsync("/sensitive", token);
        await _store.StopPublisherAsync();
        await TestResource.EventuallyAsync(() => Task.FromResult(!replica.State.IsWithin(maxAge)));
        long readBefore = await CountReadsAsync();
        long begun = TimeProvider.System.GetTimestamp();

        HttpStatusCode[] statuses = await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => application.GetAsync("/sensitive", token)));

        Assert.All(statuses, status => Assert.Equal(HttpStatusCode.OK, status));
        int allowed = 1 + (int)(TimeProvider.System.GetElapsedTime(begun) / maxAge);
        Assert.InRange(await CountReadsAsync() - readBefore, 1, allowed);
    }

    [Fact]
    public async Task Before_the_first_replay_nothing_is_accepted()
    {
        await using TestIssuer issuer = await TestIssuer.StartAsync();
        await _store.StopAsync();
        await using TestResource resource = await TestResource.StartAsync(issuer, _store.ConnectionString);

        await TestResource.EventuallyAsync(async () => (await resource.GetAsync("/orders", issuer.CreateToken())).Reason == "revocation_unavailable");

        Answer answer = await resource.GetAsync("/orders", issuer.CreateToken());
        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.Status);
        Assert.NotNull(answer.RetryAfter);
        await _store.StartAsync();
        await TestResource.EventuallyAsync(async () => (await resource.GetAsync("/orders", issuer.CreateToken())).Status == HttpStatusCode.OK);
    }
}

public sealed class TiersInTheFastLane() : TierTests(fastLane: true);

public sealed class TiersWithoutTheFastLane() : TierTests(fastLane: false);
