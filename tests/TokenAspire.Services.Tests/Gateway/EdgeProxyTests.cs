using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using TokenAspire.Gateway.Proxy;
using TokenAspire.Propagation;
using TokenAspire.ServiceDefaults.Tests;

namespace TokenAspire.Services.Tests.Gateway;

/// <summary>The gateway's own routes and transforms on real servers; who may pass is the end-to-end tests' business.</summary>
public sealed class EdgeProxyTests
{
    private static readonly string[] Routes = ["orders", "orders-identity", "orders-in-full", "inventory"];

    [Theory]
    [InlineData("/api/orders", "/orders")]
    [InlineData("/api/orders?page=2", "/orders?page=2")]
    [InlineData("/api/orders/1", "/orders/1")]
    [InlineData("/api/orders/1/refunds", "/orders/1/refunds")]
    [InlineData("/api/orders/identity", "/identity")]
    [InlineData("/api/orders/orders", "/orders")]
    [InlineData("/api/orders/orders/1", "/orders/1")]
    [InlineData("/api/inventory/items/widget", "/items/widget")]
    [InlineData("/api/inventory/identity", "/identity")]
    public async Task A_path_outside_reaches_its_path_inside(string outside, string inside)
    {
        using JsonDocument seen = await Echo(outside, []);

        Assert.Equal(inside, seen.RootElement.GetProperty("target").GetString());
    }

    [Theory]
    [InlineData("/api/orders/..%2f..%2fhealth")]
    [InlineData("/api/orders/%2e%2e%2fhealth")]
    [InlineData("/api/orders/%252e%252e/health")]
    [InlineData("/api/orders/%252e%252e%252fhealth")]
    [InlineData("/api/orders/..%5c..%5chealth")]
    [InlineData("/api/orders//health")]
    [InlineData("/api/orders/orders/%252e%252e/health")]
    [InlineData("/api/orders//elsewhere.example/")]
    public async Task A_path_cannot_climb_out_of_its_route(string outside)
    {
        using JsonDocument seen = await Echo(outside, []);

        Assert.StartsWith("/orders/", seen.RootElement.GetProperty("raw").GetString(), StringComparison.Ordinal);
        Assert.StartsWith("/orders/", seen.RootElement.GetProperty("target").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_token_passes_unchanged_and_cookies_do_not_pass()
    {
        using JsonDocument seen = await Echo("/api/orders", [("Authorization", "Bearer  a.b.c"), ("Cookie", "session=1")]);

        Assert.Equal("Bearer  a.b.c", Header(seen, "Authorization"));
        Assert.Null(Header(seen, "Cookie"));
    }

    [Fact]
    public async Task What_the_outside_says_about_forwarding_is_not_believed()
    {
        using JsonDocument seen = await Echo("/api/orders", [
            ("X-Forwarded-For", "6.6.6.6"),
            ("X-Forwarded-Host", "evil.example"),
            ("X-Forwarded-Proto", "gopher"),
            ("X-Forwarded-Prefix", "/evil"),
            ("X-Forwarded-Client-Cert", "evil"),
            ("X-Original-URL", "/evil"),
            ("X-Real-IP", "6.6.6.6"),
            ("Forwarded", "for=6.6.6.6")]);

        Assert.Equal("127.0.0.1", Header(seen, "X-Forwarded-For"));
        Assert.Equal("http", Header(seen, "X-Forwarded-Proto"));
        Assert.StartsWith("127.0.0.1:", Header(seen, "X-Forwarded-Host"), StringComparison.Ordinal);
        Assert.DoesNotContain("evil", seen.RootElement.GetRawText(), StringComparison.Ordinal);
        Assert.Null(Header(seen, "X-Real-IP"));
        Assert.Null(Header(seen, "Forwarded"));
    }

    [Theory]
    [InlineData("/api/orders", "/orders/7", "/api/orders/7")]
    [InlineData("/api/orders/orders", "/orders/7", "/api/orders/orders/7")]
    [InlineData("/api/orders", "https://elsewhere.example/7", "https://elsewhere.example/7")]
    public async Task A_location_inside_becomes_the_one_outside(string path, string inside, string outside)
    {
        await using LoopbackServer service = await LoopbackServer.Start(Wire.Json(201, "{}", headers: ("Location", inside)));
        await using WebApplication gateway = await Gateway(service.Address);

        using HttpResponseMessage response = await Get(gateway, path, []);

        Assert.Equal(outside, response.Headers.Location?.OriginalString);
    }

    [Fact]
    public async Task A_refusal_passes_through_unchanged()
    {
        const string Body = """{"title":"Unauthorized","reason":"expired"}""";
        await using LoopbackServer service = await LoopbackServer.Start(
            Wire.Problem(401, Body, ("WWW-Authenticate", "Bearer error=\"invalid_token\""), ("Retry-After", "3")));
        await using WebApplication gateway = await Gateway(service.Address);

        using HttpResponseMessage response = await Get(gateway, "/api/orders", []);

        Assert.Equal(401, (int)response.StatusCode);
        Assert.Equal(Body, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Equal("Bearer error=\"invalid_token\"", response.Headers.WwwAuthenticate.ToString());
        Assert.Equal("3", response.Headers.RetryAfter?.ToString());
    }

    [Fact]
    public async Task An_empty_answer_stays_empty()
    {
        // Of unknown length until its end: one that is told to be empty would be left alone by everybody.
        await using LoopbackServer service = await LoopbackServer.Start(static context =>
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return context.Response.StartAsync();
        });
        await using WebApplication gateway = await Gateway(service.Address);

        using HttpResponseMessage response = await Get(gateway, "/api/orders/1", []);

        Assert.Equal(404, (int)response.StatusCode);
        Assert.Empty(await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_service_that_is_down_is_502_without_details()
    {
        string address;
        await using (LoopbackServer gone = await LoopbackServer.Start(200))
        {
            address = gone.Address;
        }

        await using WebApplication gateway = await Gateway(address);
        using HttpResponseMessage response = await Get(gateway, "/api/orders", [("Accept", "text/html")]);
        string body = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

        Assert.Equal(502, (int)response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        Assert.DoesNotContain(new Uri(address).Authority, body, StringComparison.Ordinal);
        Assert.DoesNotContain("Exception", body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_path_outside_the_routes_is_a_404_problem()
    {
        await using LoopbackServer service = await LoopbackServer.Start(200);
        await using WebApplication gateway = await Gateway(service.Address);

        using HttpResponseMessage response = await Get(gateway, "/api/shipping/slots", []);

        Assert.Equal(404, (int)response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        Assert.Equal(0, service.Requests);
    }

    private static async Task<JsonDocument> Echo(string path, (string Name, string Value)[] headers)
    {
        await using LoopbackServer service = await LoopbackServer.Start(context => context.Response.WriteAsJsonAsync(new
        {
            raw = context.Features.Get<IHttpRequestFeature>()!.RawTarget,
            target = context.Request.Path + context.Request.QueryString,
            headers = context.Request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase),
        }));
        await using WebApplication gateway = await Gateway(service.Address);
        using HttpResponseMessage response = await Get(gateway, path, headers);
        Assert.Equal(200, (int)response.StatusCode);
        return JsonDocument.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    private static string? Header(JsonDocument seen, string name) =>
        seen.RootElement.GetProperty("headers").EnumerateObject()
            .Where(header => header.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
            .Select(header => header.Value.GetString())
            .SingleOrDefault();

    private static async Task<HttpResponseMessage> Get(WebApplication gateway, string path, (string Name, string Value)[] headers)
    {
        using HttpClient client = Wire.Client(gateway.Urls.Single());
        using HttpRequestMessage request = new(HttpMethod.Get, new Uri(
            client.BaseAddress!.GetLeftPart(UriPartial.Authority) + path, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true }));
        foreach ((string name, string value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return await client.SendAsync(request, TestContext.Current.CancellationToken);
    }

    // The gateway's own settings, open to anyone, in front of one plain server.
    private static async Task<WebApplication> Gateway(string service)
    {
        WebApplicationBuilder builder = WebApplication.CreateBuilder();
        builder.Configuration.AddJsonFile(Path.Combine(AppContext.BaseDirectory, "gateway.json"));
        Dictionary<string, string?> settings = new(StringComparer.Ordinal)
        {
            ["services:orders:http:0"] = service,
            ["services:inventory:http:0"] = service,
            ["ReverseProxy:Clusters:orders:Destinations:orders:Address"] = "http://orders",
            ["ReverseProxy:Clusters:inventory:Destinations:inventory:Address"] = "http://inventory",
            ["ReverseProxy:Clusters:orders:HealthCheck:Active:Enabled"] = "false",
            ["ReverseProxy:Clusters:inventory:HealthCheck:Active:Enabled"] = "false",
        };
        foreach (string route in Routes)
        {
            settings[$"ReverseProxy:Routes:{route}:AuthorizationPolicy"] = "anonymous";
        }

        builder.Configuration.AddInMemoryCollection(settings);
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.AddServiceDefaults();
        builder.Services.AddProblemResponses();
        builder.Services.AddEdgeProxy(builder.Configuration);
        WebApplication app = builder.Build();
        app.UseExceptionHandler();
        app.UseUnlessForwarded(static own => own.UseStatusCodePages());
        app.MapEdgeProxy();
        await app.StartAsync(TestContext.Current.CancellationToken);
        return app;
    }
}
