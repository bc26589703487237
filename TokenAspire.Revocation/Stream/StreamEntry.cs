using System.Globalization;
using StackExchange.Redis;

namespace TokenAspire.Revocation;

/// <summary>
/// How a revocation is written in the stream:
/// <c>sequence 17 kind sub value 8a1… revoked-at 1763790000123 expires-at 1763790330123</c>, times in Unix milliseconds.
/// </summary>
internal static class StreamEntry
{
    public static object[] ToFields(JournalledRevocation revocation) =>
    [
        "sequence", Text(revocation.Sequence),
        "kind", revocation.Entry.Kind.ToWire(),
        "value", revocation.Entry.Value,
        "revoked-at", Text(revocation.Entry.RevokedAt.ToUnixTimeMilliseconds()),
        "expires-at", Text(revocation.Entry.ExpiresAt.ToUnixTimeMilliseconds()),
    ];

    /// <summary>Reads the fields back; null when they are not those of a revocation.</summary>
    public static JournalledRevocation? FromFields(RedisResult[] fields)
    {
        Dictionary<string, string> values = new(StringComparer.Ordinal);
        for (int i = 0; i + 1 < fields.Length; i += 2)
        {
            values[((string?)fields[i])!] = ((string?)fields[i + 1])!;
        }

        return Number(values, "sequence") is { } sequence
            && RevocationKinds.TryParse(values.GetValueOrDefault("kind"), out RevocationKind kind)
            && values.GetValueOrDefault("value") is { Length: > 0 } value
            && Time(values, "revoked-at") is { } revokedAt
            && Time(values, "expires-at") is { } expiresAt
            ? new JournalledRevocation(sequence, new RevocationEntry(kind, value, revokedAt, expiresAt))
            : null;
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static long? Number(Dictionary<string, string> values, string field) =>
        long.TryParse(values.GetValueOrDefault(field), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number)
            ? number
            : null;

    private static DateTimeOffset? Time(Dictionary<string, string> values, string field) =>
        Number(values, field) is { } milliseconds
        && milliseconds >= DateTimeOffset.MinValue.ToUnixTimeMilliseconds()
        && milliseconds <= DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()
            ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds)
            : null;
}
