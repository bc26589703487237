using System.Net;

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
            Span<byte> bytes = stackalloc byte[16];
            address.TryWriteBytes(bytes, out int length);
            hash.AddBytes(address.IsIPv4MappedToIPv6 ? bytes[12..] : bytes[..Math.Min(8, length)]);
        }

        return (int)((uint)hash.ToHashCode() % Count);
    }
}
