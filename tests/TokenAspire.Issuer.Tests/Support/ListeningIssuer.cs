using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;

namespace TokenAspire.Issuer.Tests.Support;

/// <summary>The issuer on a socket, with TLS, for a real browser.</summary>
public class ListeningIssuer : IssuerHost
{
    public ListeningIssuer(Stores stores)
        : base(stores)
    {
        int port = FindFreePort();
        Url = $"https://localhost:{port}";
        Settings["Issuer:Identifier"] = Settings["TokenVerification:Authority"] = Url;
        UseKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, port, endpoint => endpoint.UseHttps()));
    }

    public string Url { get; }

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        StartServer();
    }

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        base.ConfigureWebHost(builder);
        builder.ConfigureTestServices(services =>
            services.ConfigureHttpClientDefaults(http => http.ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler())));
    }

    // The issuer's name has its port in it, so that must be known before it listens.
    private static int FindFreePort()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
