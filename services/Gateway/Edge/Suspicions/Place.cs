using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Security.Claims;
using Microsoft.Extensions.Primitives;

namespace TokenAspire.Gateway.Edge.Suspicions;

/// <summary>Where a request comes from, as far as it is compared; zero is unknown.</summary>
/// <param name="Device">The DPoP key of a bound token, else the user agent without its version numbers.</param>
/// <param name="Network">The /24, in IPv6 the /48.</param>
/// <param name="Country">Two letters.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Place(ulong Device, ulong Network, uint Country)
{
    private const int LongestUserAgent = 512;
    private const int Ipv6Bytes = 16;
    private const int Ipv4Bytes = 4;

    /// <param name="context">The request.</param>
    /// <param name="country">What the proxy in front says about the country; empty where there is none.</param>
    public static Place Of(HttpContext context, StringValues country) => new(
        DeviceOf(context),
        NetworkOf(context.Connection.RemoteIpAddress),
        CountryOf(country));

    // The key is as good as a device's own name, and a program that holds it may change its user agent.
    private static ulong DeviceOf(HttpContext context)
    {
        string authorization = context.Request.Headers.Authorization.ToString();
        return authorization.StartsWith("DPoP ", StringComparison.OrdinalIgnoreCase) && context.User.FindFirstValue("cnf") is { } key
            ? Fold(key, skipVersions: false)
            : Fold(context.Request.Headers.UserAgent.ToString(), skipVersions: true);
    }

    // FNV-1a. Nobody gains by a collision what a copied user agent would not give.
    private static ulong Fold(ReadOnlySpan<char> text, bool skipVersions)
    {
        ulong hash = 14695981039346656037;
        foreach (char character in text[..Math.Min(text.Length, LongestUserAgent)])
        {
            if (!skipVersions || !(char.IsAsciiDigit(character) || character is '.' or '_'))
            {
                hash = (hash ^ character) * 1099511628211;
            }
        }

        return hash;
    }

    private static ulong NetworkOf(IPAddress? address)
    {
        Span<byte> bytes = stackalloc byte[Ipv6Bytes];
        if (address is null || !address.TryWriteBytes(bytes, out int length))
        {
            return 0;
        }

        bool isIpv4 = address.AddressFamily == AddressFamily.InterNetwork || address.IsIPv4MappedToIPv6;
        return isIpv4
            ? (BinaryPrimitives.ReadUInt32BigEndian(bytes[(length - Ipv4Bytes)..length]) >> 8) | (1UL << 63)
            : (BinaryPrimitives.ReadUInt64BigEndian(bytes) >> 16) | (1UL << 62);
    }

    private static uint CountryOf(StringValues header) =>
        header is [{ Length: 2 } country] ? ((uint)char.ToUpperInvariant(country[0]) << 16) | char.ToUpperInvariant(country[1]) : 0;
}
