using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace TokenAspire.Issuer.Protocol.Parameters;

/// <summary>
/// Reads <c>name=value&amp;name=value</c> (application/x-www-form-urlencoded, RFC 6749 appendix B)
/// strictly: names are case-sensitive, broken escapes, invalid UTF-8 and control characters are
/// refused instead of repaired.
/// </summary>
internal static class UrlEncodedForm
{
    private const int UsualCount = 7;

    // What stands for itself: printable ASCII but the two that encode something else.
    private static readonly SearchValues<byte> Plain =
        SearchValues.Create([.. Enumerable.Range(0x20, 0x7F - 0x20).Select(value => (byte)value).Except("+%"u8.ToArray())]);

    /// <summary>Parses a body or a query without its question mark.</summary>
    public static RequestParameters Parse(ReadOnlySpan<byte> encoded)
    {
        Dictionary<string, string> values = new(UsualCount, StringComparer.Ordinal);
        HashSet<string>? valueless = null;
        string? defect = null;
        int count = 0;
        foreach (Range range in encoded.Split((byte)'&'))
        {
            ReadOnlySpan<byte> pair = encoded[range];
            if (pair.IsEmpty)
            {
                continue;
            }

            if (++count > ParameterLimits.Count)
            {
                return RequestParameters.Unreadable("The request has too many parameters.");
            }

            string? pairDefect = Add(pair, values, ref valueless);
            defect ??= pairDefect;
        }

        return new RequestParameters(values, defect);
    }

    /// <summary>Decodes one name or value; false where an escape, the UTF-8 or a character is not allowed.</summary>
    public static bool TryDecode(ReadOnlySpan<byte> encoded, out string decoded)
    {
        if (!encoded.ContainsAnyExcept(Plain))
        {
            decoded = Encoding.ASCII.GetString(encoded);
            return true;
        }

        decoded = "";
        byte[] rented = ArrayPool<byte>.Shared.Rent(encoded.Length);
        try
        {
            int length = Unescape(encoded, rented);
            if (length < 0 || !Utf8.IsValid(rented.AsSpan(0, length)))
            {
                return false;
            }

            decoded = Encoding.UTF8.GetString(rented, 0, length);
            return true;
        }
        finally
        {
            // The value may be a secret.
            ArrayPool<byte>.Shared.Return(rented, clearArray: true);
        }
    }

    // The names in valueless are seen too, but have no value: an empty one, a defective one, or more than one.
    private static string? Add(ReadOnlySpan<byte> pair, Dictionary<string, string> values, ref HashSet<string>? valueless)
    {
        int equals = pair.IndexOf((byte)'=');
        ReadOnlySpan<byte> encodedName = equals < 0 ? pair : pair[..equals];
        ReadOnlySpan<byte> encodedValue = equals < 0 ? [] : pair[(equals + 1)..];
        if (!TryDecode(encodedName, out string name) || name.Length > ParameterLimits.Name)
        {
            return "The name of a parameter is too long or not properly encoded.";
        }

        // RFC 6749 3.1 and 3.2: parameters must not be included more than once. Which of two values
        // is meant cannot be known, so neither is used.
        if ((values.ContainsKey(name) || valueless?.Contains(name) is true) && !ParameterNames.IsRepeatable(name))
        {
            values.Remove(name);
            (valueless ??= new HashSet<string>(StringComparer.Ordinal)).Add(name);
            return "A parameter is repeated.";
        }

        string? defect = Decode(name, encodedValue, values, out string value);
        if (defect is null && value.Length > 0)
        {
            values[name] = value;
        }
        else
        {
            (valueless ??= new HashSet<string>(StringComparer.Ordinal)).Add(name);
        }

        return defect;
    }

    private static string? Decode(string name, ReadOnlySpan<byte> encoded, Dictionary<string, string> values, out string value)
    {
        if (!TryDecode(encoded, out value))
        {
            return "The value of a parameter is not properly encoded.";
        }

        // Several values become one list with spaces between them, as scope has: none of these has a space in it.
        if (values.TryGetValue(name, out string? earlier))
        {
            value = $"{earlier} {value}";
        }

        return value.Length > ParameterLimits.Of(name) ? "The value of a parameter is too long." : null;
    }

    private static int Unescape(ReadOnlySpan<byte> encoded, Span<byte> destination)
    {
        int length = 0;
        for (int index = 0; index < encoded.Length; index++)
        {
            byte value = encoded[index];
            if (value == '+')
            {
                value = (byte)' ';
            }
            else if (value == '%')
            {
                if (index + 2 >= encoded.Length || !TryReadHex(encoded.Slice(index + 1, 2), out value))
                {
                    return -1;
                }

                index += 2;
            }

            // RFC 6749 appendix A: no parameter has control characters.
            if (value < 0x20 || value == 0x7F)
            {
                return -1;
            }

            destination[length++] = value;
        }

        return length;
    }

    private static bool TryReadHex(ReadOnlySpan<byte> digits, out byte value)
    {
        value = 0;
        if (!char.IsAsciiHexDigit((char)digits[0]) || !char.IsAsciiHexDigit((char)digits[1]))
        {
            return false;
        }

        value = (byte)((HexValue(digits[0]) << 4) | HexValue(digits[1]));
        return true;
    }

    private static int HexValue(byte digit) => digit <= '9' ? digit - '0' : (digit | 0x20) - 'a' + 10;
}
