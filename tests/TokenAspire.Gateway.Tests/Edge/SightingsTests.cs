using System.Net;
using System.Security.Claims;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using TokenAspire.Gateway.Edge.Suspicions;

namespace TokenAspire.Gateway.Tests.Edge;

public sealed class SightingsTests
{
    private static readonly SessionKey Session = new("a session", "cli");

    private readonly SteppedTime _time = new();

    [Theory]
    [InlineData("198.51.100.7", "198.51.100.200", true)]
    [InlineData("198.51.100.7", "198.51.101.7", false)]
    [InlineData("198.51.100.7", "::ffff:198.51.100.9", true)]
    [InlineData("2001:db8:1:1::1", "2001:db8:1:2::9", true)]
    [InlineData("2001:db8:1:1::1", "2001:db8:2:1::1", false)]
    [InlineData("198.51.100.7", "2001:db8:1:1::1", false)]
    public void A_network_is_a_24_and_in_IPv6_a_48(string one, string other, bool areOne)
    {
        Sightings sightings = Create();
        sightings.Note(Session, At(one));

        Assert.Equal(areOne ? [] : [SuspicionKind.OtherNetwork], sightings.Note(Session, At(other)));
    }

    [Fact]
    public void A_phone_between_two_networks_is_noted_once()
    {
        Sightings sightings = Create();

        SuspicionKind[] found = [.. Enumerable.Range(0, 20).SelectMany(turn => sightings.Note(Session, At(turn % 2 == 0 ? "198.51.100.7" : "203.0.113.7")))];

        Assert.Equal([SuspicionKind.OtherNetwork], found);
    }

    [Fact]
    public void The_key_of_a_bound_token_is_the_device_whatever_its_user_agent()
    {
        Sightings sightings = Create();
        sightings.Note(Session, Bound("key-1", "one/1.0"));

        Assert.Empty(sightings.Note(Session, Bound("key-1", "another/1.0")));
        Assert.Equal([SuspicionKind.OtherDevice], sightings.Note(Session, Bound("key-2", "one/1.0")));
    }

    [Fact]
    public void A_session_in_use_is_remembered_and_one_that_is_not_is_forgotten()
    {
        Sightings sightings = Create();
        sightings.Note(Session, At("198.51.100.7"));
        SessionKey idle = new("idle", "cli");
        sightings.Note(idle, At("198.51.100.7"));
        for (int other = 0; other < 1000; other++)
        {
            sightings.Note(new SessionKey($"{other}", "cli"), At("198.51.100.7"));
            sightings.Note(Session, At("198.51.100.7"));
        }

        Assert.Empty(sightings.Note(idle, At("203.0.113.7")));
        Assert.Equal([SuspicionKind.OtherNetwork], sightings.Note(Session, At("203.0.113.7")));
    }

    private static Place At(string address)
    {
        DefaultHttpContext context = new();
        context.Connection.RemoteIpAddress = IPAddress.Parse(address);
        return Place.Of(context, "");
    }

    private static Place Bound(string key, string userAgent)
    {
        DefaultHttpContext context = new() { User = new ClaimsPrincipal(new ClaimsIdentity([new Claim("cnf", key)])) };
        context.Request.Headers.Authorization = "DPoP a.b.c";
        context.Request.Headers.UserAgent = userAgent;
        return Place.Of(context, "");
    }

    private Sightings Create() => new(Options.Create(new SuspicionOptions { RememberedSessions = 100 }), _time);
}
