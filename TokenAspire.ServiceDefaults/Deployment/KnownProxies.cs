using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace TokenAspire.ServiceDefaults.Deployment;

/// <summary>
/// Whose <c>X-Forwarded-*</c> headers count where <c>ASPNETCORE_FORWARDEDHEADERS_ENABLED</c> is set, as the manifest
/// sets it: the networks of <c>ForwardedHeaders:KnownNetworks</c> (<c>10.0.0.0/8</c>), else this machine alone.
/// ASP.NET Core by itself would believe everybody.
/// </summary>
internal sealed class KnownProxies(IConfiguration configuration) : IPostConfigureOptions<ForwardedHeadersOptions>
{
    private const string Setting = "ForwardedHeaders:KnownNetworks";

    private static readonly IPNetwork[] Loopback = [IPNetwork.Parse("127.0.0.0/8"), IPNetwork.Parse("::1/128")];

    public void PostConfigure(string? name, ForwardedHeadersOptions options)
    {
        IPNetwork[] configured = [.. configuration.GetSection(Setting).GetChildren().Select(Parse)];
        options.KnownProxies.Clear();
        options.KnownIPNetworks.Clear();
        foreach (IPNetwork network in configured.Length > 0 ? configured : Loopback)
        {
            options.KnownIPNetworks.Add(network);
        }
    }

    private static IPNetwork Parse(IConfigurationSection entry) => IPNetwork.TryParse(entry.Value, out IPNetwork network)
        ? network
        : throw new InvalidOperationException($"{entry.Path} is '{entry.Value}'; write the network of the proxies as 10.0.0.0/8, or one proxy as 10.0.0.7/32.");
}
