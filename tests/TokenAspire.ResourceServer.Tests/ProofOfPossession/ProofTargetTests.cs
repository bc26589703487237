using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace TokenAspire.ResourceServer.Tests;

/// <summary>RFC 3986 sections 6.2.2 and 6.2.3.</summary>
public sealed class ProofTargetTests
{
    [Theory]
    [InlineData("HTTPS://API.Example.com:443/a", "https://api.example.com/a")]
    [InlineData("https://api.example.com", "https://api.example.com/")]
    [InlineData("https://api.example.com:8443/a?b#c", "https://api.example.com:8443/a")]
    [InlineData("https://api.example.com/a/./b/../c", "https://api.example.com/a/c")]
    [InlineData("https://api.example.com/%7e%41%2d", "https://api.example.com/~A-")]
    [InlineData("https://api.example.com/a%2fb%c3%a9", "https://api.example.com/a%2Fb%C3%A9")]
    [InlineData("https://api.example.com//a//", "https://api.example.com//a//")]
    [InlineData("https://[::1]:7100/a", "https://[::1]:7100/a")]
    [InlineData("http://api.example.com:80/a", "http://api.example.com/a")]
    public void A_url_has_one_normal_form(string uri, string normal) => Assert.Equal(normal, ProofTarget.Normalize(uri));

    [Theory]
    [InlineData("https://api.example.com/a%2Fb", "https://api.example.com/a/b")]
    [InlineData("https://api.example.com/a%5Cb", "https://api.example.com/a/b")]
    [InlineData("https://api.example.com/a%3Fb", "https://api.example.com/a")]
    [InlineData("https://api.example.com/a%252Fb", "https://api.example.com/a%2Fb")]
    [InlineData("https://api.example.com/A", "https://api.example.com/a")]
    [InlineData("https://api.example.com/a/", "https://api.example.com/a")]
    [InlineData("https://api.example.com:444/a", "https://api.example.com/a")]
    [InlineData("http://api.example.com/a", "https://api.example.com/a")]
    public void Different_resources_have_different_forms(string one, string other) =>
        Assert.NotEqual(ProofTarget.Normalize(one), ProofTarget.Normalize(other));

    [Theory]
    [InlineData("")]
    [InlineData("/orders")]
    [InlineData("//api.example.com/a")]
    [InlineData("ftp://api.example.com/a")]
    [InlineData("file:///etc/passwd")]
    [InlineData("https://me@api.example.com/a")]
    [InlineData("https://api.example.com\\a")]
    [InlineData(" https://api.example.com/a")]
    [InlineData("https://api.example.com/a b")]
    [InlineData("https://api.example.com/\u00e9")]
    [InlineData("https://b\u00fccher.example/")]
    [InlineData("https://")]
    public void What_is_no_absolute_url_has_none(string uri) => Assert.Null(ProofTarget.Normalize(uri));

    [Theory]
    [InlineData("/orders", "https://api.example.com/orders", true)]
    [InlineData("/orders?a=b", "https://api.example.com/orders", true)]
    [InlineData("/a%2fb", "https://api.example.com/a%2Fb", true)]
    [InlineData("/a%2fb", "https://api.example.com/a/b", false)]
    [InlineData("/orders#a", "https://api.example.com/orders", false)]
    [InlineData("//evil.example/orders", "https://evil.example/orders", false)]
    [InlineData("https://evil.example/orders", "https://evil.example/orders", false)]
    public void The_path_is_that_of_the_request_as_it_came(string requestTarget, string uri, bool isFor)
    {
        string path = requestTarget.StartsWith('/') ? requestTarget.Split('?')[0] : "/orders";
        DefaultHttpContext context = new() { Request = { Scheme = "https", Host = new HostString("evil.example"), Path = Uri.UnescapeDataString(path) } };
        context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget = requestTarget;

        Assert.Equal(isFor, CreateTarget("https://api.example.com").IsFor(uri, context.Request));
    }

    [Theory]
    [InlineData("https://[::]:7100")]
    [InlineData("https://0.0.0.0:7100")]
    [InlineData("https://*:7100")]
    [InlineData("https://+:7100")]
    public void A_server_that_listens_on_every_address_is_known_by_none(string address)
    {
        DefaultHttpContext context = new() { Request = { Path = "/orders" } };

        Assert.False(CreateTarget(address).IsFor("https://api.example.com:7100/orders", context.Request));
        Assert.False(CreateTarget(address).IsFor(address + "/orders", context.Request));
    }

    private static ProofTarget CreateTarget(string address)
    {
        ListeningServer server = new();
        server.Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.Add(address);
        return new ProofTarget(server, Options.Create(new TokenVerificationOptions()), NullLogger<ProofTarget>.Instance);
    }

    private sealed class ListeningServer : IServer
    {
        public ListeningServer() => Features.Set<IServerAddressesFeature>(new ServerAddressesFeature());

        public IFeatureCollection Features { get; } = new FeatureCollection();

        public Task StartAsync<TContext>(IHttpApplication<TContext> application, CancellationToken cancellationToken)
            where TContext : notnull => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public void Dispose()
        {
        }
    }
}
