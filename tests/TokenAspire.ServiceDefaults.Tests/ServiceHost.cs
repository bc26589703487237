using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace TokenAspire.ServiceDefaults.Tests;

/// <summary>A host with the service defaults and the given settings, and its HTTP client.</summary>
internal sealed class ServiceHost : IDisposable
{
    private readonly IHost _host;
    private readonly Lazy<HttpClient> _client;

    public ServiceHost(Dictionary<string, string?> settings, TimeProvider? time = null)
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Configuration.AddInMemoryCollection(settings);
        if (time is not null)
        {
            builder.Services.AddSingleton(time);
        }

        builder.AddServiceDefaults();
        _host = builder.Build();
        _client = new Lazy<HttpClient>(() => _host.Services.GetRequiredService<IHttpClientFactory>().CreateClient());
    }

    public HttpClient Client => _client.Value;

    public Task Start() => _host.StartAsync(TestContext.Current.CancellationToken);

    public Task<HttpResponseMessage> Get(string uri) => Client.GetAsync(uri, TestContext.Current.CancellationToken);

    public void Dispose()
    {
        _host.Dispose();
    }
}
