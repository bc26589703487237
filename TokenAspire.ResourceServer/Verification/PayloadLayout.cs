using System.Buffers;
using System.Runtime.InteropServices;
using System.Security.Claims;
using System.Text;
using System.Text.Json;

namespace TokenAspire.ResourceServer;

/// <summary>
/// What the payloads of one issuer's tokens have in common: the names, their order, everything between the values, and
/// many of the values. Of a payload that is laid out as one that was read before, <c>{"iss":"…","aud":[…],"sub":"…"}</c>,
/// only those values are looked at that are other ones.
/// </summary>
internal sealed class PayloadLayout
{
    // Characters that stand for themselves in JSON and in UTF-8: a value of these alone is text as it stands.
    private static readonly SearchValues<byte> Plain = SearchValues.Create(
        [.. Enumerable.Range(' ', '~' - ' ' + 1).Select(static character => (byte)character).Except("\"\\"u8.ToArray())]);

    // So many digits are less than a long may be.
    private const int MostDigits = 18;

    private readonly byte[] _json;
    private readonly TokenPayload _payload;
    private readonly TokenClaim[] _claims;
    private readonly Member[] _members;

    private PayloadLayout(byte[] json, TokenPayload payload, TokenClaim[] claims, Member[] members) =>
        (_json, _payload, _claims, _members) = (json, payload, claims, members);

    /// <summary>A member that may have another value: where that begins and ends, of what kind it is, and which claim.</summary>
    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Member(ClaimName Name, int Value, int End, JsonTokenType Kind, int Claim)
    {
        // A number has no end of its own: another one may be longer.
        public bool MayDifferAt(int place) => place >= Value && place < (Kind == JsonTokenType.Number ? End + 1 : End);
    }

    /// <summary>The layout of a payload that was read and satisfied the rules; null where its times are no plain numbers.</summary>
    public static PayloadLayout? Of(ReadOnlySpan<byte> json, TokenPayload payload)
    {
        TokenClaim[] claims = [.. Enumerable.Range(0, payload.Claims.Count).Select(index => payload.Claims[index])];
        List<Member> members = [];
        Utf8JsonReader reader = new(json);
        reader.Read();
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

            if (MayVary(name, kind, claims, claim))
            {
                members.Add(new Member(name, value, end, kind, claim));
            }

            while (claim < claims.Length && claims[claim].Type == type)
            {
                claim++;
            }
        }

        return new PayloadLayout(json.ToArray(), payload, claims, [.. members]);
    }

    /// <summary>Null for a payload that is laid out differently, or has a value that takes a closer look.</summary>
    public TokenPayload? TryRead(ReadOnlySpan<byte> json)
    {
        string?[] own = new string?[_claims.Length];
        TokenPayload payload = _payload.With(new ClaimList(_claims, own));
        int place = 0;
        int end = 0;
        int next = 0;
        while (true)
        {
            int alike = _json.AsSpan(place).CommonPrefixLength(json[end..]);
            place += alike;
            end += alike;
            if (place == _json.Length && end == json.Length)
            {
                return payload;
            }

            // They differ here: in a value that may be another one, or not at all.
            while (next < _members.Length && !_members[next].MayDifferAt(place))
            {
                next++;
            }

            if (next == _members.Length)
            {
                return null;
            }

            ref readonly Member member = ref _members[next++];
            int value = end - (place - member.Value);
            int length = Take(member, json[value..], payload, own);
            if (length == 0)
            {
                return null;
            }

            place = member.End;
            end = value + length;
        }
    }

    // How long the value is; 0 for one that takes a closer look.
    private static int Take(in Member member, ReadOnlySpan<byte> rest, TokenPayload payload, string?[] own) =>
        member.Kind == JsonTokenType.String ? TakeText(member, rest, payload, own) : TakeNumber(member, rest, payload, own);

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
    private static bool MayVary(ClaimName name, JsonTokenType kind, TokenClaim[] claims, int claim) => kind switch
    {
        _ when name is ClaimName.Issuer or ClaimName.Confirmation => false,
        JsonTokenType.String => true,
        JsonTokenType.Number => claims[claim].ValueType == ClaimValueTypes.Integer64,
        _ => false,
    };
}
