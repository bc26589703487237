using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace TokenAspire.Gateway.Edge.RateLimits;

/// <summary>
/// Whose address it is. A household has an IPv6 /64 at the least, so that is one; an IPv4 address mapped into IPv6 is the
/// IPv4 address. It is the connection's, which forwarded headers change only where a known proxy sent them.
/// </summary>
internal static class AddressKey
{
    private const int Ipv6Bytes = 16;
    private const int Ipv4Bytes = 4;

    public static ulong Of(IPAddress? address)
    {
        Span<byte> bytes = stackalloc byte[Ipv6Bytes];
        if (address is null || !address.TryWriteBytes(bytes, out int length))
        {
            return 0;
        }

        if (address.AddressFamily == AddressFamily.InterNetwork)
        {
            return BinaryPrimitives.ReadUInt32BigEndian(bytes);
        }

        return address.IsIPv4MappedToIPv6
            ? BinaryPrimitives.ReadUInt32BigEndian(bytes[(length - Ipv4Bytes)..])
            : BinaryPrimitives.ReadUInt64BigEndian(bytes);
    }
}
