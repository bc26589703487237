using System.Security.Claims;
using System.Text;
using System.Text.Json.Nodes;

namespace TokenAspire.ResourceServer.Tests.Corpus;

/// <summary>What is read by the layout of another payload is what is read in full, or not read at all.</summary>
public sealed class PayloadLayoutTests
{
    private const string Issuer = "https://issuer";
    private const int Layouts = 1_000;
    private const int Changes = 30;

    private readonly Random _random = new(Seed);

    private static int Seed => 20_261_122;

    [Fact]
    public void A_payload_that_differs_in_texts_and_numbers_only_is_read_by_the_layout()
    {
        JsonObject first = Payload();
        first["level"] = 7;
        JsonObject second = (JsonObject)first.DeepClone();
        second["sub"] = "bob";
        second["jti"] = "";
        second["exp"] = (long)first["exp"]! + 1;
        second["level"] = 1234;

        PayloadLayout layout = LayoutOf(first.ToJsonString())!;

        Assert.Equal(Describe(Read(first.ToJsonString())!), Describe(layout.TryRead(Encoding.UTF8.GetBytes(first.ToJsonString()))!));
        Assert.Equal(Describe(Read(second.ToJsonString())!), Describe(layout.TryRead(Encoding.UTF8.GetBytes(second.ToJsonString()))!));
    }

    [Fact]
    public void Texts_that_the_tokens_share_are_shared()
    {
        JsonObject payload = Payload();
        PayloadLayout layout = LayoutOf(payload.ToJsonString())!;
        payload["sub"] = "bob";

        TokenClaim[] one = Claims(layout.TryRead(Encoding.UTF8.GetBytes(payload.ToJsonString()))!);
        TokenClaim[] other = Claims(layout.TryRead(Encoding.UTF8.GetBytes(payload.ToJsonString()))!);

        Assert.All(one.Zip(other), pair => Assert.Equal(pair.First.Type != "sub", ReferenceEquals(pair.First.Value, pair.Second.Value)));
    }

    [Fact]
    public void Whatever_the_layout_reads_is_what_is_read_in_full()
    {
        VaryingClaims claims = new(_random);
        int known = 0;
        for (int number = 0; number < Layouts; number++)
        {
            JsonObject payload = Payload();
            claims.AddTo(payload);
            if (LayoutOf(payload.ToJsonString()) is not { } layout)
            {
                continue;
            }

            for (int change = 0; change < Changes; change++)
            {
                byte[] changed = Changed(payload, claims);
                if (layout.TryRead(changed) is { } read)
                {
                    known++;
                    TokenPayload? full = TokenPayloadReader.TryRead(changed, Issuer);
                    Assert.True(full is not null, $"Only the layout reads this (seed {Seed}, {number}): {Encoding.UTF8.GetString(changed)}");
                    Assert.Equal(Describe(full), Describe(read));
                }
            }
        }

        Assert.InRange(known, Layouts, Layouts * Changes);
    }

    private byte[] Changed(JsonObject payload, VaryingClaims claims)
    {
        JsonObject changed = (JsonObject)payload.DeepClone();
        string name = changed.ElementAt(_random.Next(changed.Count)).Key;
        switch (_random.Next(6))
        {
            case 0:
                changed[name] = JsonNode.Parse(_random.Next(2) == 0 ? "12" : "\"text\"");
                break;
            case 1:
                claims.AddTo(changed);
                break;
            case 2:
                changed[name] = JsonNode.Parse("[0, -1, 1.5, 1e3, null, true, {}, \"a\\\"b\", \"\\u0041\", 99999999999999999999]")![_random.Next(10)]?.DeepClone();
                break;
            case 3:
                return Damaged(Encoding.UTF8.GetBytes(changed.ToJsonString()));
            case 4:
                changed["sub"] = $"user-{_random.Next()}";
                return Damaged(Encoding.UTF8.GetBytes(changed.ToJsonString()));
            default:
                changed["jti"] = Guid.NewGuid().ToString();
                changed["exp"] = (long)_random.Next();
                break;
        }

        return Encoding.UTF8.GetBytes(changed.ToJsonString());
    }

    // One byte other, one too many or one too few.
    private byte[] Damaged(byte[] json)
    {
        ReadOnlySpan<byte> bytes = "\"\\,:{}[]0123456789-+.eE \n\0\u007ftrufalsn"u8;
        byte chosen = _random.Next(4) == 0 ? (byte)_random.Next(256) : bytes[_random.Next(bytes.Length)];
        int place = _random.Next(json.Length);
        return _random.Next(3) switch
        {
            0 => [.. json[..place], chosen, .. json[(place + 1)..]],
            1 => [.. json[..place], chosen, .. json[place..]],
            _ => [.. json[..place], .. json[(place + 1)..]],
        };
    }

    private static JsonObject Payload() => new()
    {
        ["iss"] = Issuer,
        ["aud"] = new JsonArray("orders", "inventory"),
        ["sub"] = "alice",
        ["client_id"] = "cli",
        ["scope"] = "orders:read",
        ["jti"] = "first",
        ["iat"] = 1_900_000_000L,
        ["exp"] = 1_900_000_300L,
        ["sid"] = "session",
        ["roles"] = new JsonArray("customer"),
        ["cnf"] = new JsonObject { ["jkt"] = "thumbprint" },
    };

    private static PayloadLayout? LayoutOf(string json) => PayloadLayout.Of(Encoding.UTF8.GetBytes(json), Read(json)!);

    private static TokenPayload? Read(string json) => TokenPayloadReader.TryRead(Encoding.UTF8.GetBytes(json), Issuer);

    private static TokenClaim[] Claims(TokenPayload payload) => [.. Enumerable.Range(0, payload.Claims.Count).Select(index => payload.Claims[index])];

    private static string Describe(TokenPayload payload) => string.Join(
        '\n',
        Claims(payload).Select(static claim => $"{claim.Type} {claim.ValueType} {claim.Value}").Prepend(
            $"{payload.IsFromIssuer} {payload.TokenId} {payload.SessionId} {payload.Subject} {payload.ClientId} {payload.ExpiresAt} {payload.NotBefore} {payload.IssuedAt} {payload.IsBound}"));
}
