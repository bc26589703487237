using System.Net;
using System.Net.Sockets;

namespace TokenAspire.Issuer.Contracts;

/// <summary>The fixed number of buckets that all addresses share, so that whatever is counted by address stays bounded.</summary>
public static class AddressBuckets
{
    /// <summary>How many there are.</summary>
    public const int Count = 65_536;

    /// <summary>The bucket of an address, or of none: 0 to <see cref="Count"/> - 1, other buckets in each process.</summary>
    public static int Of(IPAddress? address)
    {
        HashCode hash = default;
        if (address is not null)
        {
            // One host usually has a whole IPv6 /64 at its disposal.
            byte[] bytes = address.IsIPv4MappedToIPv6 ? address.MapToIPv4().GetAddressBytes() : address.GetAddressBytes();
            hash.AddBytes(bytes.AsSpan(0, address.AddressFamily is AddressFamily.InterNetworkV6 ? Math.Min(8, bytes.Length) : 4));
        }

        return (int)((uint)hash.ToHashCode() % Count);
    }
}
