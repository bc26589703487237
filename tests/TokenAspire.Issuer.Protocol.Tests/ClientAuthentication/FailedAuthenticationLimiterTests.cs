using System.Net;
using Microsoft.Extensions.Options;
using TokenAspire.Issuer.Protocol.ClientAuthentication;

namespace TokenAspire.Issuer.Protocol.Tests.ClientAuthentication;

public sealed class FailedAuthenticationLimiterTests : IDisposable
{
    private static readonly IPAddress Attacker = IPAddress.Parse("192.0.2.1");
    private static readonly IPAddress Somebody = IPAddress.Parse("192.0.2.2");

    private readonly FailedAuthenticationLimiter _limiter = new(Options.Create(new ProtocolEngineOptions
    {
        FailedAuthenticationsPerClient = 3, FailedAuthenticationsPerAddress = 5, FailedAuthenticationWindow = TimeSpan.FromHours(1),
    }));

    [Fact]
    public void Failures_of_a_client_are_limited_at_their_address_only()
    {
        Fail("web", Attacker, 3);

        Assert.True(_limiter.WaitFor("web", Attacker) > TimeSpan.Zero);
        Assert.Null(_limiter.WaitFor("worker", Attacker));
        Assert.Null(_limiter.WaitFor("web", Somebody));
    }

    [Fact]
    public void Failures_of_an_address_are_limited_whatever_clients_it_names()
    {
        Fail("a", Attacker, 1);
        Fail("b", Attacker, 1);
        Fail("c", Attacker, 1);
        Fail("d", Attacker, 1);
        Assert.Null(_limiter.WaitFor("web", Attacker));

        Fail("e", Attacker, 1);
        Assert.True(_limiter.WaitFor("web", Attacker) > TimeSpan.Zero);
    }

    [Fact]
    public void Addresses_of_one_IPv6_network_are_one_caller()
    {
        Fail("web", IPAddress.Parse("2001:db8::1"), 3);

        Assert.NotNull(_limiter.WaitFor("web", IPAddress.Parse("2001:db8::2")));
        Assert.Null(_limiter.WaitFor("web", IPAddress.Parse("2001:db8:0:1::1")));
    }

    [Fact]
    public void Mapped_and_plain_IPv4_addresses_are_one_caller()
    {
        Fail("web", Attacker.MapToIPv6(), 3);

        Assert.NotNull(_limiter.WaitFor("web", Attacker));
        Assert.Null(_limiter.WaitFor("web", Somebody.MapToIPv6()));
    }

    [Fact]
    public void Asking_does_not_count()
    {
        for (int attempt = 0; attempt < 20; attempt++)
        {
            Assert.Null(_limiter.WaitFor("web", Attacker));
        }
    }

    public void Dispose() => _limiter.Dispose();

    private void Fail(string clientId, IPAddress address, int times)
    {
        for (int attempt = 0; attempt < times; attempt++)
        {
            _limiter.Failed(clientId, address);
        }
    }
}
