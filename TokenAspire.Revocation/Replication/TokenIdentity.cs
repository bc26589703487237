using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace TokenAspire.Revocation;

/// <summary>What of a verified token decides whether it is revoked.</summary>
/// <param name="TokenId">Its <c>jti</c>.</param>
/// <param name="SessionId">Its <c>sid</c>; null for a token without a session.</param>
/// <param name="Subject">Its <c>sub</c>.</param>
/// <param name="ClientId">Its <c>client_id</c>.</param>
/// <param name="IssuedAtMilliseconds">When it was issued, in Unix milliseconds.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct TokenIdentity(
    string TokenId,
    string? SessionId,
    string Subject,
    string ClientId,
    long IssuedAtMilliseconds)
{
    /// <summary>Its <c>jti</c>.</summary>
    public string TokenId { get; } = TokenId;

    /// <summary>Its <c>sid</c>; null for a token without a session.</summary>
    public string? SessionId { get; } = SessionId;

    /// <summary>Its <c>sub</c>.</summary>
    public string Subject { get; } = Subject;

    /// <summary>Its <c>client_id</c>.</summary>
    public string ClientId { get; } = ClientId;

    // The keys under which a replica looks the token up are worked out once, here, and not at every look-up. Nothing can
    // be set afterwards, so that they always belong to the values above.
    internal RevocationKey TokenKey { get; } = RevocationKey.Of(TokenId);

    internal RevocationKey SessionKey { get; } = SessionId is null ? default : RevocationKey.Of(SessionId);

    internal RevocationKey SubjectKey { get; } = RevocationKey.Of(Subject);

    internal RevocationKey ClientKey { get; } = RevocationKey.Of(ClientId);

    // A jti made just before or after the iat of the same token; anything further off is not the issue time.
    private const long LargestDifference = 5_000;

    private static readonly long MinSeconds = DateTimeOffset.MinValue.ToUnixTimeSeconds();
    private static readonly long MaxSeconds = DateTimeOffset.MaxValue.ToUnixTimeSeconds();

    /// <summary>
    /// The issue time in Unix milliseconds. <c>iat</c> has seconds only; a UUIDv7 <c>jti</c> (RFC 9562 section 5.7)
    /// carries the milliseconds. Where it does not, the second's beginning counts, which refuses rather than accepts.
    /// </summary>
    /// <param name="tokenId">The token's <c>jti</c>.</param>
    /// <param name="issuedAtSeconds">The token's <c>iat</c>.</param>
    public static long IssueTime(ReadOnlySpan<char> tokenId, long issuedAtSeconds)
    {
        // A claim may hold any number; what no calendar has is as old, or as new, as it gets.
        long issuedAt = Math.Clamp(issuedAtSeconds, MinSeconds, MaxSeconds) * 1000;
        if (!CanonicalUuid.TryRead(tokenId, out ulong high, out _) && !TryReadOtherSpelling(tokenId, out high))
        {
            return issuedAt;
        }

        // Of the first half the upper 48 bits are the time, the next four the version.
        long created = (long)(high >> 16);
        return ((high >> 12) & 0xF) == 7 && Math.Abs(created - issuedAt) <= LargestDifference ? created : issuedAt;
    }

    private static bool TryReadOtherSpelling(ReadOnlySpan<char> tokenId, out ulong high)
    {
        Span<byte> bytes = stackalloc byte[16];
        bool isUuid = Guid.TryParseExact(tokenId, "D", out Guid id) || Guid.TryParseExact(tokenId, "N", out id);
        id.TryWriteBytes(bytes, bigEndian: true, out _);
        high = BinaryPrimitives.ReadUInt64BigEndian(bytes);
        return isUuid;
    }
}
