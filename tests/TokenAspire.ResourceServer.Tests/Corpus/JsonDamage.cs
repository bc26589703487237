namespace TokenAspire.ResourceServer.Tests.Corpus;

/// <summary>Ways to make a good JSON object into something that is none, or not one with unique names.</summary>
internal static class JsonDamage
{
    private const int BeyondDepth = 70;

    /// <summary>Every way, by name. Each takes an object of at least one member.</summary>
    public static IReadOnlyDictionary<string, Func<byte[], Random, byte[]>> All { get; } = new Dictionary<string, Func<byte[], Random, byte[]>>(StringComparer.Ordinal)
    {
        ["nothing"] = (_, _) => "not"u8.ToArray(),
        ["cut off"] = (json, random) => json[..random.Next(1, json.Length)],
        ["byte order mark"] = (json, _) => [0xEF, 0xBB, 0xBF, .. json],
        ["NUL before"] = (json, _) => [0, .. json],
        ["NUL after"] = (json, _) => [.. json, 0],
        ["more after it"] = (json, _) => [.. json, .. "{}"u8],
        ["comma after it"] = (json, _) => [.. json, (byte)','],
        ["trailing comma"] = (json, _) => [.. json[..^1], .. ",}"u8],
        ["comment"] = (json, _) => [.. "/**/"u8, .. json],
        ["array around it"] = (json, _) => [.. "["u8, .. json, .. "]"u8],
        ["text around it"] = (json, _) => [.. "\""u8, .. json, .. "\""u8],
        ["null"] = (_, _) => "null"u8.ToArray(),
        ["number"] = (_, _) => "1"u8.ToArray(),
        ["single quotes"] = (json, _) => [.. json.Select(one => one == '"' ? (byte)'\'' : one)],
        ["not a number"] = Member("\"x\":NaN"),
        ["infinity"] = Member("\"x\":-Infinity"),
        ["leading zero"] = Member("\"x\":01"),
        ["plus sign"] = Member("\"x\":+1"),
        ["hexadecimal"] = Member("\"x\":0x10"),
        ["control character"] = Member("\"x\":\"\n\""),
        ["lone surrogate in a name"] = Member("\"\\ud800\":1"),
        ["no such escape"] = Member("\"x\":\"\\q\""),
        ["name without quotes"] = Member("x:1"),
        ["name without value"] = Member("\"x\""),
        ["too deep"] = Member($"\"x\":{new string('[', BeyondDepth)}{new string(']', BeyondDepth)}"),
        ["too deep, objects"] = Member($"\"x\":{string.Concat(Enumerable.Repeat("{\"x\":", BeyondDepth))}1{new string('}', BeyondDepth)}"),
        ["never closed"] = Member($"\"x\":{new string('[', 2_000)}"),
        ["overlong UTF-8"] = Bytes(0xC0, 0xAF),
        ["lone continuation"] = Bytes(0x80),
        ["surrogate in UTF-8"] = Bytes(0xED, 0xA0, 0x80),
        ["beyond Unicode"] = Bytes(0xF5, 0x80, 0x80, 0x80),
        ["name twice"] = (json, random) => Twice(json, random, escaped: false),
        ["name twice, escaped"] = (json, random) => Twice(json, random, escaped: true),
        ["unknown name twice"] = Member("\"x\":1,\"x\":1"),
        ["unknown name twice, escaped"] = Member("\"xyz\":1,\"x\\u0079z\":1"),
        ["long name twice"] = Member($"\"{new string('n', 300)}\":1,\"{new string('n', 300)}\":1"),
    };

    private static Func<byte[], Random, byte[]> Member(string member) => (json, _) => [.. json[..^1], .. TokenForge.Utf8($",{member}}}")];

    private static Func<byte[], Random, byte[]> Bytes(params byte[] bytes) => (json, _) => [.. json[..^1], .. ",\"x\":\""u8, .. bytes, .. "\"}"u8];

    // Before or after the good one, so that neither "the first" nor "the last" is a way out.
    private static byte[] Twice(byte[] json, Random random, bool escaped)
    {
        string text = System.Text.Encoding.UTF8.GetString(json);
        string[] names = [.. System.Text.Json.Nodes.JsonNode.Parse(text)!.AsObject().Select(member => member.Key)];
        string name = names[random.Next(names.Length)];
        int index = random.Next(name.Length);
        string spelt = escaped ? $"{name[..index]}\\u{(int)name[index]:x4}{name[(index + 1)..]}" : name;
        return TokenForge.Utf8(random.Next(2) == 0 ? $"{{\"{spelt}\":\"x\",{text[1..]}" : $"{text[..^1]},\"{spelt}\":\"x\"}}");
    }
}
