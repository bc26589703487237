using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;

namespace TokenAspire.ResourceServer.Tests;

/// <summary>How long keys are kept, how long their absence is, and when they are read again.</summary>
public sealed class KeyLifetimeTests(RevocationStore store)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_kid_that_a_read_did_not_contain_is_refused_at_once_until_the_next_may_begin()
    {
        await using TestIssuer issuer = await TestIssuer.StartAsync();
        await using TestResource resource = await TestResource.StartReadyAsync(
            issuer, store, options => options.KeyRefreshInterval = options.KeyRefreshThrottle = TimeSpan.FromMinutes(1));
        string junk = issuer.CreateToken(header: header => header["kid"] = new string('x', 5_000));

        Answer[] first = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => resource.GetAsync("/orders", junk)));
        Answer[] later = await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => resource.GetAsync("/orders", junk)));

        Assert.All([.. first, .. later], answer => Assert.Equal("unknown_key", answer.Reason));
        Assert.Equal(2, issuer.KeySetReads);
    }

    [Fact]
    public async Task A_kid_that_was_absent_is_found_once_it_is_published()
    {
        await using TestIssuer issuer = await TestIssuer.StartAsync();
        await using TestResource resource = await TestResource.StartReadyAsync(
            issuer, store, options => options.KeyRefreshThrottle = TimeSpan.FromMilliseconds(200));
        TestSigningKey early = TestSigningKey.CreateRsa("early");
        Assert.Equal("unknown_key", (await resource.GetAsync("/orders", issuer.CreateToken(key: early))).Reason);

        issuer.PublishedKeys.Add(early.ToJwk());

        await TestResource.EventuallyAsync(async () => (await resource.GetAsync("/orders", issuer.CreateToken(key: early))).Status == HttpStatusCode.OK);
    }

    [Fact]
    public async Task Keys_that_could_not_be_read_again_for_too_long_verify_nothing()
    {
        await using TestIssuer issuer = await TestIssuer.StartAsync();
        await using TestResource resource = await TestResource.StartReadyAsync(
            issuer, store, options => options.KeyRefreshInterval = options.KeyRefreshThrottle = options.KeyMaxAge = TimeSpan.FromMilliseconds(300));
        IssuerKeySet keys = resource.Services.GetRequiredService<IssuerKeySet>();
        VerificationKey key = (await keys.FindAsync("rsa-1", "RS256")).Key!;
        string token = issuer.CreateToken();

        issuer.IsAvailable = false;

        await TestResource.EventuallyAsync(async () => (await resource.GetAsync("/orders", token)).Reason == "keys_unavailable");
        Assert.False(keys.Accepts(key));
        Assert.Equal(HealthStatus.Unhealthy, await resource.HealthAsync());
        await TestResource.EventuallyAsync(() => Task.FromResult(resource.Log.Errors.Count(line => line.Contains("are older than", StringComparison.Ordinal)) == 1));

        issuer.IsAvailable = true;
        await TestResource.EventuallyAsync(async () => (await resource.GetAsync("/orders", token)).Status == HttpStatusCode.OK);
        Assert.True(keys.Accepts(key));
    }

    [Theory]
    [InlineData(null, 300)]
    [InlineData(60, 60)]
    [InlineData(0, 30)]
    [InlineData(86_400, 300)]
    public void The_next_read_comes_before_the_lifetime_ends_and_at_another_moment_in_each_replica(int? maxAge, int lifetime)
    {
        KeyRefreshSchedule schedule = new(Options.Create(new TokenVerificationOptions()));

        TimeSpan[] pauses = [.. Enumerable.Range(0, 100).Select(_ =>
            schedule.AfterSuccess(maxAge is { } seconds ? TimeSpan.FromSeconds(seconds) : null))];

        Assert.All(pauses, pause => Assert.InRange(pause.TotalSeconds, 0.8 * lifetime, 0.95 * lifetime));
        Assert.True(pauses.Distinct().Count() > 50);
    }

    [Fact]
    public async Task What_the_issuer_says_about_caching_reaches_the_schedule()
    {
        await using TestIssuer issuer = await TestIssuer.StartAsync();
        issuer.KeySetCacheControl = "public, max-age=77";
        await using TestResource resource = await TestResource.StartReadyAsync(issuer, store);

        Assert.Equal(TimeSpan.FromSeconds(77), resource.Services.GetRequiredService<IssuerKeySet>().MaxAge);
    }

    [Fact]
    public async Task A_probe_while_the_first_read_is_under_way_waits_for_it_and_logs_no_error()
    {
        await using TestIssuer issuer = await TestIssuer.StartAsync();
        await using TestResource resource = await TestResource.StartReadyAsync(issuer, store);

        Assert.Equal(HealthStatus.Healthy, (await CheckKeysAsync(resource)).Status);
        Assert.DoesNotContain(resource.Log.Errors, line => line.Contains(IssuerKeysHealthCheck.Name, StringComparison.Ordinal));
    }

    internal static async Task<HealthReport> CheckKeysAsync(TestResource resource) => await resource.Services
        .GetRequiredService<HealthCheckService>()
        .CheckHealthAsync(check => check.Name == IssuerKeysHealthCheck.Name, Ct);
}
