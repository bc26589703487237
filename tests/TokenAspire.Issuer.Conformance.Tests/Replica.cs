using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace TokenAspire.Issuer.Conformance.Tests;

/// <summary>One whole issuer in this process, on a real socket with TLS.</summary>
internal sealed class Replica : WebApplicationFactory<Program>
{
    private readonly IReadOnlyDictionary<string, string?> _settings;
    private readonly TimeProvider _time;

    public Replica(Uri address, IReadOnlyDictionary<string, string?> settings, TimeProvider time)
    {
        _settings = settings;
        _time = time;

        // The development certificate, which clients validate.
        UseKestrel(kestrel => kestrel.ListenLocalhost(address.Port, listen => listen.UseHttps()));
    }

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        foreach ((string key, string? value) in _settings)
        {
            builder.UseSetting(key, value);
        }

        builder.ConfigureLogging(logging => logging.ClearProviders());
        builder.ConfigureTestServices(services => services.Replace(ServiceDescriptor.Singleton(_time)));
    }
}
