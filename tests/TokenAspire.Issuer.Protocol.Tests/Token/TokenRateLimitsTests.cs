using System.Net;
using Microsoft.Extensions.Options;
using TokenAspire.Issuer.Contracts.Registrations;
using TokenAspire.Issuer.Protocol.Token;

namespace TokenAspire.Issuer.Protocol.Tests.Token;

public sealed class TokenRateLimitsTests
{
    private static readonly IPAddress Here = IPAddress.Parse("192.0.2.1");
    private static readonly IPAddress There = IPAddress.Parse("192.0.2.2");
    private static readonly ClientRegistration App = new() { ClientId = "app", DisplayName = "App" };
    private static readonly ClientRegistration Service = new()
    {
        ClientId = "service",
        DisplayName = "Service",
        Secrets = [ClientSecret.FromPlainText("a secret of the tests")],
    };

    [Fact]
    public void A_client_beyond_its_rate_has_to_wait_and_others_need_not()
    {
        using TokenRateLimits limits = Create(perClient: 2, perAddress: 100);

        Assert.Null(limits.WaitFor(Service, Here));
        Assert.Null(limits.WaitFor(Service, There));
        Assert.True(limits.WaitFor(Service, Here) > TimeSpan.Zero);
        Assert.Null(limits.WaitFor(App, Here));
    }

    [Fact]
    public void An_address_beyond_its_rate_has_to_wait_whatever_public_client_it_names()
    {
        using TokenRateLimits limits = Create(perClient: 100, perAddress: 2);

        Assert.Null(limits.WaitFor(App, Here));
        Assert.Null(limits.WaitFor(App with { ClientId = "other" }, Here));
        Assert.True(limits.WaitFor(App with { ClientId = "third" }, Here) > TimeSpan.Zero);
        Assert.Null(limits.WaitFor(App, There));
    }

    [Fact]
    public void A_confidential_client_may_act_for_many_people_from_one_address()
    {
        using TokenRateLimits limits = Create(perClient: 100, perAddress: 2);

        Assert.All(Enumerable.Range(0, 50), _ => Assert.Null(limits.WaitFor(Service, Here)));
    }

    [Fact]
    public void An_address_beyond_its_rate_takes_nothing_from_the_other_addresses_of_its_client()
    {
        using TokenRateLimits limits = Create(perClient: 3, perAddress: 1);
        Assert.Null(limits.WaitFor(App, Here));

        Assert.All(Enumerable.Range(0, 10), _ => Assert.NotNull(limits.WaitFor(App, Here)));

        Assert.Null(limits.WaitFor(App, There));
    }

    // So long a period that nothing is added while the test runs.
    private static TokenRateLimits Create(int perClient, int perAddress) => new(Options.Create(new ProtocolEngineOptions
    {
        TokenRequestsPerClient = new RequestRate { PerPeriod = perClient, Burst = perClient, Period = TimeSpan.FromHours(1) },
        TokenRequestsPerAddress = new RequestRate { PerPeriod = perAddress, Burst = perAddress, Period = TimeSpan.FromHours(1) },
    }));
}
