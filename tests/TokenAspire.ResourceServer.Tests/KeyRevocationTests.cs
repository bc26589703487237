using System.Net;
using TokenAspire.Revocation;

namespace TokenAspire.ResourceServer.Tests;

/// <summary>A compromised key is out at once: before the key set is read again, and whatever somebody still serves as one.</summary>
public sealed class KeyRevocationTests(RevocationStore store)
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_revoked_key_is_refused_while_the_key_set_read_last_still_has_it(bool fastLane)
    {
        await using TestIssuer issuer = await TestIssuer.StartAsync();
        TestSigningKey stolen = TestSigningKey.CreateRsa("stolen-" + Guid.NewGuid());
        issuer.PublishedKeys.Add(stolen.ToJwk());
        await using TestResource resource = await TestResource.StartReadyAsync(issuer, store.With(fastLane));
        string token = issuer.CreateToken(key: stolen);
        Assert.Equal(HttpStatusCode.OK, (await resource.GetAsync("/orders", token)).Status);
        int reads = issuer.KeySetReads;

        await store.RevokeAsync(RevocationKind.SigningKey, stolen.KeyId);

        await TestResource.EventuallyAsync(async () => (await resource.GetAsync("/orders", token)).Status != HttpStatusCode.OK);
        Assert.Equal("unknown_key", (await resource.GetAsync("/orders", issuer.CreateToken(key: stolen))).Reason);
        Assert.Equal(reads, issuer.KeySetReads);
        Assert.Equal(HttpStatusCode.OK, (await resource.GetAsync("/orders", issuer.CreateToken())).Status);
    }

    [Fact]
    public async Task A_revoked_key_is_refused_by_a_verifier_that_reads_an_old_key_set_afterwards()
    {
        await using TestIssuer issuer = await TestIssuer.StartAsync();
        TestSigningKey stolen = TestSigningKey.CreateRsa("stolen-" + Guid.NewGuid());
        issuer.PublishedKeys.Add(stolen.ToJwk());
        await store.RevokeAsync(RevocationKind.SigningKey, stolen.KeyId);

        await using TestResource resource = await TestResource.StartReadyAsync(issuer, store);

        Assert.Equal("unknown_key", (await resource.GetAsync("/orders", issuer.CreateToken(key: stolen))).Reason);
        Assert.Equal(HttpStatusCode.OK, (await resource.GetAsync("/orders", issuer.CreateToken())).Status);
    }

    [Fact]
    public async Task A_sensitive_request_finds_the_key_revoked_in_the_read_that_it_waits_for()
    {
        await using TestIssuer issuer = await TestIssuer.StartAsync();
        TestSigningKey stolen = TestSigningKey.CreateRsa("stolen-" + Guid.NewGuid());
        issuer.PublishedKeys.Add(stolen.ToJwk());
        await using TestResource resource = await TestResource.StartReadyAsync(issuer, store, options => options.SensitiveMaxAge = TimeSpan.FromTicks(1));
        string token = issuer.CreateToken(payload: claims => claims["scope"] = "orders:read orders:refund", key: stolen);
        Assert.Equal(HttpStatusCode.OK, (await resource.GetAsync("/orders", token)).Status);

        await store.RevokeAsync(RevocationKind.SigningKey, stolen.KeyId);

        Assert.Equal("unknown_key", (await resource.GetAsync("/refunds", token)).Reason);
    }
}
