using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using TokenAspire.Issuer.Contracts.RefreshFamilies;
using TokenAspire.Issuer.Devices;

namespace TokenAspire.Issuer.Tests.Devices;

public sealed class EdgeHeaderPlacesTests
{
    private static readonly PlaceOptions AllHeaders = new() { CountryHeader = "X-Country", LatitudeHeader = "X-Latitude", LongitudeHeader = "X-Longitude" };

    [Fact]
    public void The_edge_is_believed() => Assert.Equal(new ClientPlace("DE", 52.5, 13.4), Find(AllHeaders, "10.0.0.7", "de", "52.5", "13.4"));

    [Fact]
    public void Anybody_else_is_not() => Assert.Null(Find(AllHeaders, "192.0.2.1", "DE", "52.5", "13.4"));

    [Fact]
    public void Without_a_configured_header_no_place_is_known() => Assert.Null(Find(new PlaceOptions(), "10.0.0.7", "DE", "52.5", "13.4"));

    [Theory]
    [InlineData("DEU")]
    [InlineData("")]
    [InlineData("D1")]
    public void What_is_no_country_is_no_place(string country) => Assert.Null(Find(AllHeaders, "10.0.0.7", country, "52.5", "13.4"));

    [Theory]
    [InlineData("91", "13.4")]
    [InlineData("52.5", "NaN")]
    [InlineData("52.5", "")]
    public void Without_good_coordinates_the_country_remains(string latitude, string longitude) =>
        Assert.Equal(new ClientPlace("DE"), Find(AllHeaders, "10.0.0.7", "DE", latitude, longitude));

    private static ClientPlace? Find(PlaceOptions options, string sender, string country, string latitude, string longitude)
    {
        ForwardedHeadersOptions edge = new();
        edge.KnownIPNetworks.Add(System.Net.IPNetwork.Parse("10.0.0.0/8"));
        DefaultHttpContext context = new();
        context.Connection.RemoteIpAddress = IPAddress.Parse(sender);
        context.Request.Headers["X-Country"] = country;
        context.Request.Headers["X-Latitude"] = latitude;
        context.Request.Headers["X-Longitude"] = longitude;
        return new EdgeHeaderPlaces(Options.Create(options), Options.Create(edge)).Find(context);
    }
}
