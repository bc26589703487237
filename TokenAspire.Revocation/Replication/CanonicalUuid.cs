namespace TokenAspire.Revocation;

/// <summary>
/// A UUID in the one spelling .NET and every other writer of RFC 9562 section 4 produce: 36 characters, lower case, as in
/// <c>01234567-89ab-7cde-8f01-23456789abcd</c>.
/// </summary>
internal static class CanonicalUuid
{
    private const int Length = 36;
    private const byte None = 0xFF;

    // What each ASCII character is worth. To look it up takes no branch, and digits are not to be foretold.
    private static readonly byte[] Worth = [.. Enumerable.Range(0, 128).Select(static character => (byte)character switch
    {
        >= (byte)'0' and <= (byte)'9' => (byte)(character - '0'),
        >= (byte)'a' and <= (byte)'f' => (byte)(character - 'a' + 10),
        _ => None,
    })];

    /// <summary>Its two halves, as they are written; false for any other text.</summary>
    public static bool TryRead(ReadOnlySpan<char> text, out ulong high, out ulong low)
    {
        (high, low) = (0, 0);
        return text.Length == Length
            && text[8] == '-' && text[13] == '-' && text[18] == '-' && text[23] == '-'
            && (Append(ref high, text[..8]) | Append(ref high, text[9..13]) | Append(ref high, text[14..18])
                | Append(ref low, text[19..23]) | Append(ref low, text[24..])) < None;
    }

    // The worth of all its digits together, of which None is the one that no digit takes part in.
    private static int Append(ref ulong value, ReadOnlySpan<char> digits)
    {
        int all = 0;
        ulong number = value;
        foreach (char digit in digits)
        {
            byte worth = digit < Worth.Length ? Worth[digit] : None;
            all |= worth;
            number = (number << 4) | worth;
        }

        value = number;
        return all;
    }
}
