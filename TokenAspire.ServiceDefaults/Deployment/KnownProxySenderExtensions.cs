using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;

namespace TokenAspire.ServiceDefaults.Deployment;

/// <summary>Tells the known proxies from everybody else.</summary>
public static class KnownProxySenderExtensions
{
    /// <summary>Whether a known proxy has sent this request: the other end of its connection is asked for, whatever forwarded headers say.</summary>
    public static bool KnowsSenderOf(this ForwardedHeadersOptions known, HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(known);
        ArgumentNullException.ThrowIfNull(context);
        IPAddress? sender = context.Features.Get<IConnectionEndPointFeature>()?.RemoteEndPoint is IPEndPoint end
            ? end.Address
            : context.Connection.RemoteIpAddress;
        if (sender is { IsIPv4MappedToIPv6: true })
        {
            sender = sender.MapToIPv4();
        }

        return sender is not null
            && (known.KnownProxies.Contains(sender) || known.KnownIPNetworks.Any(network => network.Contains(sender)));
    }
}
