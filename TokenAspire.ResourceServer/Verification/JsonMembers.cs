using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Unicode;

namespace TokenAspire.ResourceServer;

/// <summary>
/// Goes through the members of one JSON object, <c>{"name":value,…}</c>. Whatever is not strictly that (RFC 8259), is no
/// UTF-8 or gives a name twice throws <see cref="JsonException"/> or <see cref="InvalidOperationException"/>.
/// </summary>
internal ref struct JsonMembers
{
    private readonly ReadOnlySpan<byte> _json;
    private readonly ExpectedNames _expected;
    private Utf8JsonReader _reader;
    private HashSet<string>? _unexpected;
    private ulong _seen;
    private int _last = -1;

    /// <param name="json">The text.</param>
    /// <param name="expected">The names that usually occur.</param>
    public JsonMembers(ReadOnlySpan<byte> json, ExpectedNames expected)
    {
        // The reader looks into a string only when it is asked for.
        if (!Utf8.IsValid(json))
        {
            throw new JsonException("It is not UTF-8.");
        }

        _json = json;
        _expected = expected;
        _reader = new Utf8JsonReader(json);
        _reader.Read();
        if (_reader.TokenType != JsonTokenType.StartObject)
        {
            throw new JsonException("It is no object.");
        }
    }

    /// <summary>The name of the current member.</summary>
    public string Name { get; private set; } = "";

    /// <summary>Which of the expected names it is; -1 for any other.</summary>
    public int NameIndex { get; private set; }

    /// <summary>The reader, at the value of the current member or wherever in it it was read to.</summary>
    [UnscopedRef]
    public ref Utf8JsonReader Value => ref _reader;

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
        int index = _expected.IndexOf(ref _reader, _last + 1);
        NameIndex = index;
        if (index < 0)
        {
            string name = _reader.GetString()!;
            return (_unexpected ??= new HashSet<string>(StringComparer.Ordinal)).Add(name) ? name : throw Duplicate();
        }

        ulong seen = _seen;
        _seen |= 1UL << index;
        _last = index;
        return seen != _seen ? _expected[index] : throw Duplicate();
    }

    private static JsonException Duplicate() => new("A name occurs twice.");
}
