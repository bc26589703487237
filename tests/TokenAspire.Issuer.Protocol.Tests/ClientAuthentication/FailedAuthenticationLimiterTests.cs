using System.Net;
using Microsoft.Extensions.Options;
using TokenAspire.Issuer.Protocol.ClientAuthentication;

namespace TokenAspire.Issuer.Protocol.Tests.ClientAuthentication;

public sealed class FailedAuthenticationLimiterTests
{
    private static readonly IPAddress Attacker = IPAddress.Parse("192.0.2.1");
    private static readonly IPAddress Somebody = IPAddress.Parse("192.0.2.2");

    private readonly FailedAuthenticationLimiter _limiter = new(
        Options.Create(new ProtocolEngineOptions
        {
            FailedAuthenticationsPerClient = 3, FailedAuthenticationsPerAddress = 5, FailedAuthenticationWindow = TimeSpan.FromHours(1),
        }),
        TimeProvider.System);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Failures_of_a_client_are_limited_at_their_address_only()
    {
        await FailAsync("web", Attacker, 3);

        Assert.True(await AttemptAsync("web", Attacker) > TimeSpan.Zero);
        Assert.Null(await AttemptAsync("worker", Attacker));
        Assert.Null(await AttemptAsync("web", Somebody));
    }

    [Fact]
    public async Task Failures_of_an_address_are_limited_whatever_clients_it_names()
    {
        await FailAsync("a", Attacker, 1);
        await FailAsync("b", Attacker, 1);
        await FailAsync("c", Attacker, 1);
        await FailAsync("d", Attacker, 1);
        Assert.Null(await AttemptAsync("web", Attacker));

        await FailAsync("e", Attacker, 1);
        Assert.True(await AttemptAsync("web", Attacker) > TimeSpan.Zero);
    }

    [Fact]
    public async Task Addresses_of_one_IPv6_network_are_one_caller()
    {
        await FailAsync("web", IPAddress.Parse("2001:db8::1"), 3);

        Assert.NotNull(await AttemptAsync("web", IPAddress.Parse("2001:db8::2")));
        Assert.Null(await AttemptAsync("web", IPAddress.Parse("2001:db8:0:1::1")));
    }

    [Fact]
    public async Task Mapped_and_plain_IPv4_addresses_are_one_caller()
    {
        await FailAsync("web", Attacker.MapToIPv6(), 3);

        Assert.NotNull(await AttemptAsync("web", Attacker));
        Assert.Null(await AttemptAsync("web", Somebody.MapToIPv6()));
    }

    [Fact]
    public async Task Successes_do_not_count()
    {
        for (int attempt = 0; attempt < 20; attempt++)
        {
            Assert.Null(await AttemptAsync("web", Attacker));
        }
    }

    // Each of those under way may be the guess that fails, or the client itself.
    [Fact]
    public async Task An_attempt_beyond_the_limit_waits_for_those_under_way()
    {
        await EnterAsync(3);
        Task<TimeSpan?> waiting = _limiter.EnterAsync("web", Attacker, Cancel).AsTask();
        Task<TimeSpan?> another = _limiter.EnterAsync("web", Attacker, Cancel).AsTask();
        Assert.False(waiting.IsCompleted || another.IsCompleted);

        _limiter.Leave("web", Attacker, hasFailed: false);
        Assert.Null(await await Task.WhenAny(waiting, another));
        Assert.False(waiting.IsCompleted && another.IsCompleted);

        for (int underWay = 0; underWay < 3; underWay++)
        {
            _limiter.Leave("web", Attacker, hasFailed: true);
        }

        Assert.Single(await Task.WhenAll(waiting, another), wait => wait > TimeSpan.Zero);
    }

    [Fact]
    public async Task Who_gives_up_waiting_takes_nobodys_place()
    {
        await EnterAsync(3);
        using CancellationTokenSource impatience = new();
        Task<TimeSpan?> waiting = _limiter.EnterAsync("web", Attacker, impatience.Token).AsTask();

        await impatience.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        _limiter.Leave("web", Attacker, hasFailed: false);
        Assert.Null(await AttemptAsync("web", Attacker));
    }

    private async Task EnterAsync(int times)
    {
        for (int attempt = 0; attempt < times; attempt++)
        {
            Assert.Null(await _limiter.EnterAsync("web", Attacker, Cancel));
        }
    }

    private async Task FailAsync(string clientId, IPAddress address, int times)
    {
        for (int attempt = 0; attempt < times; attempt++)
        {
            Assert.Null(await _limiter.EnterAsync(clientId, address, Cancel));
            _limiter.Leave(clientId, address, hasFailed: true);
        }
    }

    // One that succeeds, where it is let in.
    private async Task<TimeSpan?> AttemptAsync(string clientId, IPAddress address)
    {
        TimeSpan? wait = await _limiter.EnterAsync(clientId, address, Cancel);
        if (wait is null)
        {
            _limiter.Leave(clientId, address, hasFailed: false);
        }

        return wait;
    }
}
