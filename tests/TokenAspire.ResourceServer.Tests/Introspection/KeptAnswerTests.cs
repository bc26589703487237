using System.Net;
using TokenAspire.Revocation;

namespace TokenAspire.ResourceServer.Tests;

/// <summary>What the issuer said about a token is kept for a moment, and what may have changed since is decided again.</summary>
public sealed class KeptAnswerTests(RevocationStore store)
{
    private readonly string _token = $"opaque-{Guid.NewGuid():N}";

    [Fact]
    public async Task An_answer_is_kept_for_a_short_time_only()
    {
        await using TestIssuer issuer = await TestIssuer.StartAsync();
        await using TestResource keeping = await IntrospectionOutageTests.StartAsync(issuer, store, options => options.Introspection.CacheLifetime = TimeSpan.FromMinutes(1));
        await using TestResource forgetting = await IntrospectionOutageTests.StartAsync(issuer, store, options => options.Introspection.CacheLifetime = TimeSpan.FromMilliseconds(200));
        IntrospectionTests.Tell(issuer, _token);
        foreach (TestResource resource in new[] { keeping, forgetting })
        {
            Assert.Equal(HttpStatusCode.OK, (await resource.GetAsync("/orders", _token)).Status);
            Assert.Equal("revoked_token", (await resource.GetAsync("/orders", "junk")).Reason);
        }

        issuer.Introspection.Forget(_token);
        IntrospectionTests.Tell(issuer, "junk");

        await TestResource.EventuallyAsync(async () => (await forgetting.GetAsync("/orders", _token)).Reason == "revoked_token");
        await TestResource.EventuallyAsync(async () => (await forgetting.GetAsync("/orders", "junk")).Status == HttpStatusCode.OK);
        int asked = issuer.Introspection.Requests;
        Assert.Equal(HttpStatusCode.OK, (await keeping.GetAsync("/orders", _token)).Status);
        Assert.Equal("revoked_token", (await keeping.GetAsync("/orders", "junk")).Reason);
        Assert.Equal(asked, issuer.Introspection.Requests);
    }

    [Theory]
    [InlineData(RevocationKind.Token, "revoked_token")]
    [InlineData(RevocationKind.Session, "revoked_session")]
    [InlineData(RevocationKind.Subject, "revoked_subject")]
    [InlineData(RevocationKind.Client, "revoked_client")]
    public async Task A_revocation_does_not_wait_for_an_answer_that_is_kept(RevocationKind kind, string reason)
    {
        await using TestIssuer issuer = await TestIssuer.StartAsync();
        await using TestResource resource = await IntrospectionOutageTests.StartAsync(issuer, store, options => options.Introspection.CacheLifetime = TimeSpan.FromMinutes(1));
        string value = $"{kind}-{Guid.NewGuid()}";
        IntrospectionTests.Tell(issuer, _token, answer => answer[kind.ToWire()] = value);
        Assert.Equal(HttpStatusCode.OK, (await resource.GetAsync("/orders", _token)).Status);

        await store.RevokeAsync(kind, value);

        await TestResource.EventuallyAsync(async () => (await resource.GetAsync("/orders", _token)).Reason == reason);
        Assert.Equal(1, issuer.Introspection.Requests);
    }

    [Fact]
    public async Task An_answer_that_is_kept_does_not_outlive_the_token()
    {
        await using TestIssuer issuer = await TestIssuer.StartAsync();
        await using TestResource resource = await IntrospectionOutageTests.StartAsync(issuer, store, options =>
        {
            options.Introspection.CacheLifetime = TimeSpan.FromMinutes(1);
            options.ClockSkew = TimeSpan.Zero;
        });
        IntrospectionTests.Tell(issuer, _token, answer => answer["exp"] = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() + 5);
        Assert.Equal(HttpStatusCode.OK, (await resource.GetAsync("/orders", _token)).Status);

        await TestResource.EventuallyAsync(async () => (await resource.GetAsync("/orders", _token)).Reason == "expired");

        Assert.Equal(1, issuer.Introspection.Requests);
    }

    [Fact]
    public async Task Junk_pushes_no_good_answer_out()
    {
        await using TestIssuer issuer = await TestIssuer.StartAsync();
        await using TestResource resource = await IntrospectionOutageTests.StartAsync(issuer, store, options =>
        {
            options.Introspection.CacheLifetime = TimeSpan.FromMinutes(1);
            options.Introspection.CachedAnswers = 100;
        });
        IntrospectionTests.Tell(issuer, _token);
        Assert.Equal(HttpStatusCode.OK, (await resource.GetAsync("/orders", _token)).Status);

        await Task.WhenAll(Enumerable.Range(0, 150).Select(index => resource.GetAsync("/orders", $"junk-{index}")));

        int asked = issuer.Introspection.Requests;
        Assert.Equal(HttpStatusCode.OK, (await resource.GetAsync("/orders", _token)).Status);
        Assert.Equal(asked, issuer.Introspection.Requests);
    }
}
