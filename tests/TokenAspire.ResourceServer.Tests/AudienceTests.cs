using System.Net;
using System.Text.Json.Nodes;

namespace TokenAspire.ResourceServer.Tests;

public abstract class AudienceTests(RevocationStore store)
{
    private const string Accepted = "tokenaspire.verification.results{outcome=accepted}";

    [Fact]
    public async Task A_route_takes_only_tokens_meant_for_what_lies_behind_it()
    {
        await using TestIssuer issuer = await TestIssuer.StartAsync();
        await using TestResource resource = await StartEdgeAsync(issuer);

        Answer other = await resource.GetAsync("/inventory", issuer.CreateToken(payload => payload["aud"] = "orders"));
        Answer similar = await resource.GetAsync("/inventory", issuer.CreateToken(payload => payload["aud"] = new JsonArray("orders", "inventory2")));

        Assert.All([other, similar], answer =>
        {
            Assert.Equal(HttpStatusCode.Unauthorized, answer.Status);
            Assert.Equal("wrong_audience", answer.Reason);
            Assert.Equal("application/problem+json", answer.ContentType);
            Assert.StartsWith("Bearer error=\"invalid_token\"", answer.Challenge, StringComparison.Ordinal);
        });
        Assert.Equal(HttpStatusCode.OK, (await resource.GetAsync("/inventory", issuer.CreateToken(payload => payload["aud"] = "inventory"))).Status);
        Assert.Equal("Bearer", (await resource.GetAsync("/inventory")).Challenge);
    }

    [Theory]
    [InlineData("/inventory", "orders", "orders:read", 0)] // refused for its audience, after it was authenticated
    [InlineData("/inventory", "inventory", "orders:read", 1)]
    [InlineData("/orders", "orders", "nothing", 1)] // a good token that is not enough
    [InlineData("/writes", "orders", "nothing", 1)]
    [InlineData("/echo", "orders", "nothing", 1)] // nobody asked for it
    [InlineData("/echo", "nobody", "nothing", 0)]
    public async Task A_token_counts_once_with_its_final_outcome(string path, string audience, string scope, int accepted)
    {
        await using TestIssuer issuer = await TestIssuer.StartAsync();
        await using TestResource resource = await StartEdgeAsync(issuer);

        await resource.GetAsync(path, issuer.CreateToken(payload => { payload["aud"] = audience; payload["scope"] = scope; }));

        Assert.Equal(accepted, resource.Measurements.Count(Accepted));
        Assert.Equal(1 - accepted, resource.Measurements.Refusals("wrong_audience"));
    }

    private Task<TestResource> StartEdgeAsync(TestIssuer issuer) =>
        TestResource.StartReadyAsync(issuer, store, options => options.Audiences.Add("inventory"));
}

public sealed class AudienceInTheFastLane(RevocationStore store) : AudienceTests(store.With(fastLane: true));

public sealed class AudienceWithoutTheFastLane(RevocationStore store) : AudienceTests(store.With(fastLane: false));
