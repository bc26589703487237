using System.Globalization;
using System.Runtime.InteropServices;

namespace TokenAspire.Revocation;

/// <summary>The id of a stream entry: <c>1763790000000-0</c>, ordered by both numbers.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct StreamId(ulong Milliseconds, ulong Counter) : IComparable<StreamId>
{
    /// <summary>Before the first entry.</summary>
    public static StreamId Start { get; }

    public static bool operator <(StreamId left, StreamId right) => left.CompareTo(right) < 0;

    public static bool operator >(StreamId left, StreamId right) => left.CompareTo(right) > 0;

    public static bool operator <=(StreamId left, StreamId right) => left.CompareTo(right) <= 0;

    public static bool operator >=(StreamId left, StreamId right) => left.CompareTo(right) >= 0;

    public static StreamId Parse(string id)
    {
        int dash = id.IndexOf('-', StringComparison.Ordinal);
        return new StreamId(
            ulong.Parse(id.AsSpan(0, dash), NumberStyles.None, CultureInfo.InvariantCulture),
            ulong.Parse(id.AsSpan(dash + 1), NumberStyles.None, CultureInfo.InvariantCulture));
    }

    public int CompareTo(StreamId other) =>
        Milliseconds == other.Milliseconds ? Counter.CompareTo(other.Counter) : Milliseconds.CompareTo(other.Milliseconds);

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Milliseconds}-{Counter}");
}
