using System.Globalization;

namespace TokenAspire.Revocation;

/// <summary>
/// How a revocation is written in the stream, in one field: <c>17 sub 1763790000123 1763790330123 8a1…</c>, which is its
/// number, kind, time and expiry (Unix milliseconds) and value, the value to the end of the text.
/// </summary>
internal static class StreamEntry
{
    public static string ToText(JournalledRevocation revocation)
    {
        RevocationEntry entry = revocation.Entry;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{revocation.Sequence} {entry.Kind.ToWire()} {entry.RevokedAt.ToUnixTimeMilliseconds()} {entry.ExpiresAt.ToUnixTimeMilliseconds()} {entry.Value}");
    }

    /// <summary>Reads the text back; null when it is not that of a revocation.</summary>
    public static JournalledRevocation? FromText(ReadOnlySpan<char> text) =>
        Number(Next(ref text)) is { } sequence
        && RevocationKinds.TryParse(Next(ref text), out RevocationKind kind)
        && Time(Next(ref text)) is { } revokedAt
        && Time(Next(ref text)) is { } expiresAt
        && text.Length > 0
            ? new JournalledRevocation(sequence, new RevocationEntry(kind, text.ToString(), revokedAt, expiresAt))
            : null;

    private static ReadOnlySpan<char> Next(ref ReadOnlySpan<char> text)
    {
        int length = text.IndexOf(' ');
        ReadOnlySpan<char> word = length < 0 ? [] : text[..length];
        text = length < 0 ? [] : text[(length + 1)..];
        return word;
    }

    private static long? Number(ReadOnlySpan<char> text) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number) ? number : null;

    private static DateTimeOffset? Time(ReadOnlySpan<char> text) =>
        Number(text) is { } milliseconds
        && milliseconds >= DateTimeOffset.MinValue.ToUnixTimeMilliseconds()
        && milliseconds <= DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()
            ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds)
            : null;
}
