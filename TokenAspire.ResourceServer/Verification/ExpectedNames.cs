using System.Collections.Frozen;
using System.Text;
using System.Text.Json;

namespace TokenAspire.ResourceServer;

/// <summary>
/// Names of members that usually occur, in their usual order: they are recognised without a string being made of them.
/// At most 64, of at most 10 characters each.
/// </summary>
internal sealed class ExpectedNames(params string[] names)
{
    private const int LongestName = 10;
    private const int LongestEscape = 6;

    private readonly byte[][] _utf8 = [.. names.Select(Encoding.UTF8.GetBytes)];

    private readonly FrozenDictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _indexes = names
        .Index()
        .ToFrozenDictionary(name => name.Item, name => name.Index, StringComparer.Ordinal)
        .GetAlternateLookup<ReadOnlySpan<char>>();

    public string this[int index] => names[index];

    /// <summary>The index of the name; -1 for any other.</summary>
    public int IndexOf(string name) => _indexes.TryGetValue(name, out int index) ? index : -1;

    /// <summary>The index of the name that the reader is at, whatever of it is escaped; -1 for any other name.</summary>
    /// <param name="reader">At a name.</param>
    /// <param name="guess">The index it probably has: writers keep to their order.</param>
    public int IndexOf(ref readonly Utf8JsonReader reader, int guess)
    {
        if (guess < _utf8.Length && reader.ValueTextEquals(_utf8[guess]))
        {
            return guess;
        }

        Span<char> name = stackalloc char[LongestName * LongestEscape];
        return reader.ValueSpan.Length <= name.Length && _indexes.TryGetValue(name[..reader.CopyString(name)], out int index) ? index : -1;
    }
}
