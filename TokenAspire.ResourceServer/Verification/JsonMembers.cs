using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Unicode;

namespace TokenAspire.ResourceServer;

/// <summary>
/// Goes through the members of one JSON object, <c>{"name":value,…}</c>. Whatever is not strictly that (RFC 8259), is no
/// UTF-8 or gives a name twice throws <see cref="JsonException"/> or <see cref="InvalidOperationException"/>.
/// </summary>
internal ref struct JsonMembers
{
    private const int LongestExpected = 10;
    private const int LongestEscape = 6;

    private readonly ReadOnlySpan<byte> _json;
    private readonly FrozenDictionary<string, ExpectedName>.AlternateLookup<ReadOnlySpan<char>> _expected;
    private Utf8JsonReader _reader;
    private HashSet<string>? _unexpected;
    private ulong _seen;

    /// <param name="json">The text.</param>
    /// <param name="expected">What <see cref="Expect"/> made of the names that usually occur.</param>
    public JsonMembers(ReadOnlySpan<byte> json, FrozenDictionary<string, ExpectedName> expected)
    {
        // The reader looks into a string only when it is asked for.
        if (!Utf8.IsValid(json))
        {
            throw new JsonException("It is not UTF-8.");
        }

        _json = json;
        _expected = expected.GetAlternateLookup<ReadOnlySpan<char>>();
        _reader = new Utf8JsonReader(json);
        _reader.Read();
        if (_reader.TokenType != JsonTokenType.StartObject)
        {
            throw new JsonException("It is no object.");
        }
    }

    /// <summary>The name of the current member.</summary>
    public string Name { get; private set; } = "";

    /// <summary>The reader, at the value of the current member or wherever in it it was read to.</summary>
    [UnscopedRef]
    public ref Utf8JsonReader Value => ref _reader;

    /// <summary>Numbers at most 64 names of at most 10 characters, to be recognised without a string being made of them.</summary>
    public static FrozenDictionary<string, ExpectedName> Expect(params IEnumerable<string> names) =>
        names.Select((name, index) => new ExpectedName(name, 1UL << index)).ToFrozenDictionary(expected => expected.Name, StringComparer.Ordinal);

    public bool MoveNext()
    {
        if (_reader.CurrentDepth > 0)
        {
            _reader.Skip();
        }

        _reader.Read();
        if (_reader.TokenType == JsonTokenType.EndObject)
        {
            // Anything after the object makes the reader throw.
            return _reader.Read();
        }

        Name = ReadName();
        return _reader.Read();
    }

    /// <summary>The current value as it stands in the text, read to its end.</summary>
    public ReadOnlySpan<byte> ReadRaw()
    {
        int start = (int)_reader.TokenStartIndex;
        _reader.Skip();
        return _json[start..(int)_reader.BytesConsumed];
    }

    // RFC 7515 section 4, RFC 7519 section 4: names are unique, and escapes do not make it another name.
    private string ReadName()
    {
        Span<char> buffer = stackalloc char[LongestExpected * LongestEscape];
        if (_reader.ValueSpan.Length <= buffer.Length
            && _expected.TryGetValue(buffer[.._reader.CopyString(buffer)], out ExpectedName expected))
        {
            bool isFirst = (_seen & expected.Bit) == 0;
            _seen |= expected.Bit;
            return isFirst ? expected.Name : throw new JsonException("A name occurs twice.");
        }

        _unexpected ??= new HashSet<string>(StringComparer.Ordinal);
        string name = _reader.GetString()!;
        return _unexpected.Add(name) ? name : throw new JsonException("A name occurs twice.");
    }
}

/// <summary>A name that usually occurs, and the bit that notes that it did.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct ExpectedName(string Name, ulong Bit);
