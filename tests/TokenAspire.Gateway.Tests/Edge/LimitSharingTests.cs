using System.Net;
using TokenAspire.Gateway.Tests.Hosting;
using TokenAspire.ResourceServer.Tests;

namespace TokenAspire.Gateway.Tests.Edge;

public sealed class LimitSharingTests
{
    private static readonly (string, string)[] Settings =
        [("RateLimits:Subject:PerSecond", "0.001"), ("RateLimits:Subject:Burst", "4"), ("RateLimits:ShareInterval", "00:00:00.050")];

    [Fact]
    public async Task Replicas_count_together_and_each_alone_while_Redis_is_gone()
    {
        await using RevocationStore store = new();
        await store.InitializeAsync();
        await using GatewayHost gateway = await GatewayHost.StartAsync(store);
        await using GatewayHost first = await gateway.StartReplicaAsync(Settings);
        await using GatewayHost second = await gateway.StartReplicaAsync(Settings);
        string alice = Tokens.Sign(gateway.Time, "alice-id", "cli");
        string bob = Tokens.Sign(gateway.Time, "bob-id", "cli");

        // Together up to eight, of four: what the second lacks then the first has spent.
        Assert.Equal(4, await PassedAsync(first, alice));
        Assert.InRange(await PassedAsync(second, alice), 1, 4);
        await SharedAsync(second, alice);

        await store.StopAsync();
        Assert.Equal(4, await PassedAsync(first, bob));
        Assert.Equal(4, await PassedAsync(second, bob));
    }

    private static async Task<int> PassedAsync(GatewayHost gateway, string token)
    {
        int passed = 0;
        for (int request = 0; request < 6; request++)
        {
            using HttpResponseMessage response = await SendAsync(gateway, token);
            passed += response.StatusCode == HttpStatusCode.OK ? 1 : 0;
        }

        return passed;
    }

    // Alone it would be good for another request after 1,000 seconds.
    private static async Task SharedAsync(GatewayHost gateway, string token)
    {
        using PeriodicTimer timer = new(TimeSpan.FromMilliseconds(20));
        TimeSpan? retryAfter;
        do
        {
            await timer.WaitForNextTickAsync(TestContext.Current.CancellationToken);
            using HttpResponseMessage refused = await SendAsync(gateway, token);
            Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
            retryAfter = refused.Headers.RetryAfter!.Delta;
        }
        while (retryAfter < TimeSpan.FromSeconds(2000));
        Assert.True(retryAfter <= TimeSpan.FromSeconds(5000));
    }

    private static async Task<HttpResponseMessage> SendAsync(GatewayHost gateway, string token)
    {
        using Browser outside = gateway.OpenBrowser();
        return await outside.SendAsync(HttpMethod.Get, "/api/orders", ("Authorization", "Bearer " + token));
    }
}
