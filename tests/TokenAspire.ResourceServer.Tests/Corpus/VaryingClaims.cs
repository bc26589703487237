using System.Text.Json.Nodes;

namespace TokenAspire.ResourceServer.Tests.Corpus;

/// <summary>Claims of all kinds under names of all kinds, for good tokens.</summary>
internal sealed class VaryingClaims(Random random)
{
    private static readonly string[] Texts = ["", "a", "ünïcödé", "日本語", "😀", "quote\" and \\ backslash", "line\r\nbreak", "<script>", "null", "1", "true", "{}", "a.b.c", "Bearer x"];

    private static readonly string[] Names = ["tenant_id", "roles", "name", "email", "amr", "acr", "http://schemas.example/claim", "ünïcödé", "with space", "a", "SUB", "Roles", "x\"y", "日本語"];

    /// <summary>Adds up to eight, and drops or changes what may be dropped or changed.</summary>
    public void AddTo(JsonObject payload)
    {
        long now = (long)payload["iat"]!;
        for (int count = random.Next(8); count > 0; count--)
        {
            payload[Names[random.Next(Names.Length)]] = Value(depth: 0);
        }

        payload["sub"] = Text() + random.Next();
        payload["aud"] = random.Next(3) switch { 0 => "orders", 1 => new JsonArray("orders"), _ => new JsonArray("billing", "orders", "inventory") };
        payload["exp"] = random.Next(2) == 0 ? now + random.Next(1, 10_000) : now + random.Next(1, 10_000) + 0.25;
        if (random.Next(2) == 0)
        {
            payload["nbf"] = now - random.Next(1_000);
        }

        if (random.Next(3) == 0)
        {
            payload.Remove("sid");
            payload.Remove("scope");
        }
    }

    private JsonNode? Value(int depth) => random.Next(depth < 3 ? 9 : 6) switch
    {
        0 => Text(),
        1 => random.Next(),
        2 => random.NextInt64(),
        3 => random.Next(2) == 0,
        4 => Text() + Text(),
        5 => -random.Next(),
        6 => new JsonArray([.. Enumerable.Range(0, random.Next(4)).Select(_ => (JsonNode?)Text())]),
        7 => new JsonObject { ["a"] = Value(depth + 1), ["b"] = Text() },
        _ => new JsonArray(Value(depth + 1), Value(depth + 1)),
    };

    private string Text() => Texts[random.Next(Texts.Length)];
}
