using System.Buffers;
using System.Runtime.InteropServices;
using System.Security.Claims;
using System.Text;
using System.Text.Json;

namespace TokenAspire.ResourceServer;

/// <summary>
/// What the payloads of one issuer's tokens have in common: the names, their order, everything between the values, and
/// many of the values. Of a payload that is laid out as one that was read before, <c>{"iss":"…","aud":[…],"sub":"…"}</c>,
/// only the values are looked at, and only those that are other ones make new claims.
/// </summary>
internal sealed class PayloadLayout
{
    // Characters that stand for themselves in JSON and in UTF-8: a value of these alone is text as it stands.
    private static readonly SearchValues<byte> Plain = SearchValues.Create(
        [.. Enumerable.Range(' ', '~' - ' ' + 1).Select(static character => (byte)character).Except("\"\\"u8.ToArray())]);

    // So many digits are less than a long may be.
    private const int MostDigits = 18;

    private readonly string _issuer;
    private readonly byte[] _json;
    private readonly Member[] _members;
    private readonly TokenClaim[] _claims;

    private PayloadLayout(string issuer, byte[] json, Member[] members, TokenClaim[] claims) =>
        (_issuer, _json, _members, _claims) = (issuer, json, members, claims);

    /// <summary>
    /// A member: where it begins, with what separates it from the one before, where its value begins and ends, and which
    /// claim it is, or the first of them.
    /// </summary>
    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Member(ClaimName Name, int Begin, int Value, int End, JsonTokenType Varies, int Claim);

    /// <summary>The layout of a payload that was read and satisfied the rules; null where its times are no plain numbers.</summary>
    public static PayloadLayout? Of(ReadOnlySpan<byte> json, TokenPayload payload)
    {
        TokenClaim[] claims = [.. Enumerable.Range(0, payload.Claims.Count).Select(index => payload.Claims[index])];
        List<Member> members = [];
        Utf8JsonReader reader = new(json);
        reader.Read();
        int begin = 0;
        int claim = 0;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            string type = reader.GetString()!;
            reader.Read();
            int value = (int)reader.TokenStartIndex;
            JsonTokenType kind = reader.TokenType;
            reader.Skip();
            ClaimName name = TokenPayloadReader.NameOf(type);
            int end = (int)reader.BytesConsumed;
            if (IsTime(name) && DigitsOf(json[value..end]) != end - value)
            {
                return null;
            }

            members.Add(new Member(name, begin, value, end, Varying(name, kind, claims, claim), claim));
            begin = end;
            while (claim < claims.Length && claims[claim].Type == type)
            {
                claim++;
            }
        }

        return new PayloadLayout(payload.Issuer, json.ToArray(), [.. members], claims);
    }

    /// <summary>Null for a payload that is laid out differently, or has a value that takes a closer look.</summary>
    public TokenPayload? TryRead(ReadOnlySpan<byte> json)
    {
        TokenPayload payload = new(_issuer);
        string?[] own = new string?[_claims.Length];
        int end = 0;
        foreach (ref readonly Member member in _members.AsSpan())
        {
            ReadOnlySpan<byte> between = _json.AsSpan(member.Begin, member.Value - member.Begin);
            if (!json[end..].StartsWith(between))
            {
                return null;
            }

            end += between.Length;
            int length = TakeKnown(member, json[end..], payload);
            if (length == 0 && (length = TakeOther(member, json[end..], payload, own)) == 0)
            {
                return null;
            }

            end += length;
        }

        payload.Claims = new ClaimList(_claims, own);
        return json[end..].SequenceEqual(_json.AsSpan(_members[^1].End)) ? payload : null;
    }

    // What follows a value is compared too, so that a number is the same one only if it also ends there.
    private int TakeKnown(in Member member, ReadOnlySpan<byte> rest, TokenPayload payload)
    {
        ReadOnlySpan<byte> value = _json.AsSpan(member.Value, member.End - member.Value);
        if (!rest.StartsWith(value))
        {
            return 0;
        }

        switch (member.Name)
        {
            case ClaimName.Confirmation:
                payload.SetBound();
                break;
            case ClaimName.Issuer or ClaimName.TokenId or ClaimName.SessionId or ClaimName.Subject or ClaimName.ClientId:
                payload.Set(member.Name, _claims[member.Claim].Value);
                break;
            case ClaimName name when IsTime(name):
                payload.Set(name, Number(value));
                break;
        }

        return value.Length;
    }

    private static int TakeOther(in Member member, ReadOnlySpan<byte> rest, TokenPayload payload, string?[] own) => member.Varies switch
    {
        JsonTokenType.String => TakeText(member, rest, payload, own),
        JsonTokenType.Number => TakeNumber(member, rest, payload, own),
        _ => 0,
    };

    private static int TakeText(in Member member, ReadOnlySpan<byte> rest, TokenPayload payload, string?[] own)
    {
        if (rest.IsEmpty || rest[0] != (byte)'"')
        {
            return 0;
        }

        int length = rest[1..].IndexOfAnyExcept(Plain);
        if (length < 0 || rest[1 + length] != (byte)'"')
        {
            return 0;
        }

        string text = Encoding.ASCII.GetString(rest.Slice(1, length));
        own[member.Claim] = text;
        payload.Set(member.Name, text);
        return length + 2;
    }

    private static int TakeNumber(in Member member, ReadOnlySpan<byte> rest, TokenPayload payload, string?[] own)
    {
        int length = DigitsOf(rest);
        if (length == 0)
        {
            return 0;
        }

        ReadOnlySpan<byte> digits = rest[..length];
        own[member.Claim] = Encoding.ASCII.GetString(digits);
        payload.Set(member.Name, Number(digits));
        return length;
    }

    private static bool IsTime(ClaimName name) => name is ClaimName.ExpiresAt or ClaimName.NotBefore or ClaimName.IssuedAt;

    // How long a whole number is that it begins with; 0 where it is none, or one that takes a closer look.
    private static int DigitsOf(ReadOnlySpan<byte> text)
    {
        int length = 0;
        while (length < text.Length && char.IsAsciiDigit((char)text[length]))
        {
            length++;
        }

        return length is >= 1 and <= MostDigits && text[0] != (byte)'0' ? length : 0;
    }

    private static long Number(ReadOnlySpan<byte> digits)
    {
        long number = 0;
        foreach (byte digit in digits)
        {
            number = (number * 10) + (digit - '0');
        }

        return number;
    }

    // What may be another value without being of another kind. Another issuer is none, and what a token is bound to is
    // more than a text.
    private static JsonTokenType Varying(ClaimName name, JsonTokenType kind, TokenClaim[] claims, int claim) => kind switch
    {
        _ when name is ClaimName.Issuer or ClaimName.Confirmation => JsonTokenType.None,
        JsonTokenType.String => kind,
        JsonTokenType.Number when claims[claim].ValueType == ClaimValueTypes.Integer64 => kind,
        _ => JsonTokenType.None,
    };
}
