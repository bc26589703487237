using TokenAspire.Issuer.Contracts.Grants;
using TokenAspire.Issuer.Contracts.RefreshFamilies;
using TokenAspire.Issuer.Contracts.Tokens;
using TokenAspire.Issuer.Tests.Support;

namespace TokenAspire.Issuer.Tests.RefreshFamilies;

/// <summary>Two issuers on one database.</summary>
public sealed class ReplicaTests(IssuerHost host) : IClassFixture<IssuerHost>
{
    private const int Uses = 50;

    [Fact]
    public async Task Of_fifty_parallel_uses_of_a_refresh_token_over_two_replicas_one_rotates_and_there_is_one_chain()
    {
        await using IssuerHost other = new(host.Stores) { ConnectionString = host.ConnectionString };
        Grant grant = await Grant.StartAsync(host);
        OpaqueToken first = await grant.StartFamilyAsync();

        RotationResult[] results = await AtOnceAsync(other, replica => grant.RotateAsync(first, replica: replica));

        RotationResult rotated = Assert.Single(results, result => result.Outcome is RotationOutcome.Rotated);
        Assert.Equal(Uses - 1, results.Count(result => result.Outcome is RotationOutcome.Grace));
        Assert.All(results, result => Assert.Equal(rotated.Issue!.AccessToken, result.Issue!.AccessToken));
        Assert.Equal(
            [0, 1],
            await host.QueryAsync<int>("select generation from refresh_tokens where family_id = $1 order by 1", rotated.Grant!.FamilyId));
    }

    [Fact]
    public async Task Of_fifty_parallel_uses_of_a_code_over_two_replicas_one_starts_a_family()
    {
        await using IssuerHost other = new(host.Stores) { ConnectionString = host.ConnectionString };
        Grant grant = await Grant.StartAsync(host);
        OpaqueToken code = await grant.StoreCodeAsync();

        CodeRedemption[] results = await AtOnceAsync(other, replica => grant.RedeemAsync(code, grant.NewFamily(OpaqueToken.Generate()), replica));

        Assert.Single(results, CodeRedemption.Redeemed);
        Assert.Equal(Uses - 1, results.Count(result => result is CodeRedemption.AlreadyRedeemed));
        Assert.Single(await host.QueryAsync<Guid>("select family_id from refresh_families where session_id = $1", grant.SessionId));
    }

    private async Task<T[]> AtOnceAsync<T>(IssuerHost other, Func<IssuerHost, Task<T>> use)
    {
        // Both have started before the race begins, and their clocks, which stand still, agree.
        Assert.NotSame(host.Services, other.Services);
        other.Time.Advance(host.Time.GetUtcNow() - other.Time.GetUtcNow());
        return await Task.WhenAll(Enumerable.Range(0, Uses).Select(index => Task.Run(() => use(index % 2 == 0 ? host : other))));
    }
}
