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

    public static StreamId Parse(string id) =>
        TryParse(id, out StreamId parsed) ? parsed : throw new FormatException("Redis names an entry in a way that is no stream id.");

    public static bool TryParse(ReadOnlySpan<char> id, out StreamId parsed)
    {
        int dash = id.IndexOf('-');
        bool isId = ulong.TryParse(id[..Math.Max(dash, 0)], NumberStyles.None, CultureInfo.InvariantCulture, out ulong milliseconds)
            & ulong.TryParse(id[(dash + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out ulong counter);
        parsed = new StreamId(milliseconds, counter);
        return isId;
    }

    public int CompareTo(StreamId other) =>
        Milliseconds == other.Milliseconds ? Counter.CompareTo(other.Counter) : Milliseconds.CompareTo(other.Milliseconds);

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Milliseconds}-{Counter}");
}
