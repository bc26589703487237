using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace TokenAspire.ResourceServer;

/// <summary>
/// The <c>kid</c>s that had been asked for before the last read began, and so were answered by it. Those that it did not
/// contain are refused at once instead of being waited for again, until the next read may begin. Bounded: names are
/// hostile input, kept as hashes, and those beyond the capacity wait for reads as new ones do.
/// </summary>
internal sealed class AbsentKeys(TimeSpan validity, TimeProvider time)
{
    private const int Capacity = 4_096;

    private readonly Lock _gate = new();
    private HashSet<UInt128> _asked = [];
    private HashSet<UInt128> _reading = [];
    private HashSet<UInt128> _answered = [];
    private long _answeredAt;

    /// <summary>The name is not among the keys known: the next read will tell.</summary>
    public void AskFor(string keyId)
    {
        UInt128 name = Hash(keyId);
        lock (_gate)
        {
            if (_asked.Count < Capacity)
            {
                _asked.Add(name);
            }
        }
    }

    public void ReadBegins()
    {
        lock (_gate)
        {
            (_reading, _asked) = (_asked, []);
        }
    }

    /// <summary>Whatever became of the read: one that failed is not repeated for the same names either.</summary>
    public void ReadEnded()
    {
        lock (_gate)
        {
            (_answered, _reading) = (_reading, []);
            _answeredAt = time.GetTimestamp();
        }
    }

    /// <summary>Whether a name that is not among the keys known need not be waited for.</summary>
    public bool Contains(string keyId)
    {
        UInt128 name = Hash(keyId);
        lock (_gate)
        {
            return _answered.Contains(name) && time.GetElapsedTime(_answeredAt) < validity;
        }
    }

    // Cryptographic, so that nobody finds a name that gets another one refused.
    private static UInt128 Hash(string keyId)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(MemoryMarshal.AsBytes(keyId.AsSpan()), hash);
        return MemoryMarshal.Read<UInt128>(hash);
    }
}
