using Microsoft.Extensions.Configuration;
using TokenAspire.ServiceDefaults.Discovery;

namespace TokenAspire.ServiceDefaults.Tests;

public sealed class ServiceDiscoveryTests
{
    [Fact]
    public async Task A_service_name_reaches_the_address_in_configuration_with_path_and_query()
    {
        await using LoopbackServer server = await LoopbackServer.Start(context => Write(context, context.Request.Path + context.Request.QueryString));
        using ServiceHost host = new(new(StringComparer.Ordinal) { ["services:orders:http:0"] = server.Address });

        using HttpResponseMessage response = await host.Get("http://orders/items/1?page=2");

        Assert.Equal("/items/1?page=2", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task The_second_scheme_serves_where_the_first_has_no_instance()
    {
        await using LoopbackServer server = await LoopbackServer.Start(204);
        using ServiceHost host = new(new(StringComparer.Ordinal) { ["services:orders:http:0"] = server.Address });

        using HttpResponseMessage response = await host.Get("https+http://orders/");

        Assert.Equal(204, (int)response.StatusCode);
    }

    [Fact]
    public async Task Instances_take_turns()
    {
        await using LoopbackServer first = await LoopbackServer.Start(200);
        await using LoopbackServer second = await LoopbackServer.Start(200);
        using ServiceHost host = new(new(StringComparer.Ordinal) { ["services:orders:http:0"] = first.Address, ["services:orders:http:1"] = second.Address });

        for (int request = 0; request < 6; request++)
        {
            using HttpResponseMessage response = await host.Get("http://orders/");
        }

        Assert.Equal((3, 3), (first.Requests, second.Requests));
    }

    [Fact]
    public async Task A_retry_goes_to_the_next_instance()
    {
        await using LoopbackServer sick = await LoopbackServer.Start(503);
        await using LoopbackServer well = await LoopbackServer.Start(200);
        using ServiceHost host = new(new(StringComparer.Ordinal)
        {
            ["services:orders:http:0"] = sick.Address,
            ["services:orders:http:1"] = well.Address,
            ["HttpResilience:RetryDelay"] = "00:00:00.001",
        });

        using HttpResponseMessage response = await host.Get("http://orders/");

        Assert.Equal(200, (int)response.StatusCode);
        Assert.Equal((1, 1), (sick.Requests, well.Requests));
    }

    [Fact]
    public async Task An_unknown_name_is_refused_with_the_setting_that_is_missing()
    {
        using ServiceHost host = new([]);

        UnknownServiceException refused = await Assert.ThrowsAsync<UnknownServiceException>(() => host.Get("https+http://billing/"));

        Assert.Contains("services__billing__https__0", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_asked_for_https_is_never_sent_to_an_http_address()
    {
        await using LoopbackServer server = await LoopbackServer.Start(200);
        using ServiceHost host = new(new(StringComparer.Ordinal) { ["services:orders:https:0"] = server.Address });

        await Assert.ThrowsAsync<InvalidOperationException>(() => host.Get("https://orders/"));

        Assert.Equal(0, server.Requests);
    }

    [Fact]
    public void A_changed_configuration_is_read_again()
    {
        IConfigurationRoot configuration = new ConfigurationBuilder().AddInMemoryCollection([new("services:orders:https:0", "https://one:5001")]).Build();
        using ServiceAddresses addresses = new(configuration);
        Uri service = new("https://orders");
        Assert.Equal([new Uri("https://one:5001")], addresses.Find(service));

        configuration["services:orders:https:0"] = "https://another:5001";
        configuration.Reload();

        Assert.Equal([new Uri("https://another:5001")], addresses.Find(service));
    }

    [Theory]
    [InlineData("https://orders", true)]
    [InlineData("https+http://orders/items", true)]
    [InlineData("https://localhost/", false)]
    [InlineData("https://orders:8443/", false)]
    [InlineData("https://127.0.0.1/", false)]
    [InlineData("https://orders.example.com/", false)]
    public void Only_a_single_label_without_a_port_is_a_service_name(string uri, bool expected) =>
        Assert.Equal(expected, ServiceAddresses.IsServiceName(new Uri(uri)));

    private static Task Write(Microsoft.AspNetCore.Http.HttpContext context, string text) =>
        context.Response.Body.WriteAsync(System.Text.Encoding.UTF8.GetBytes(text)).AsTask();
}
