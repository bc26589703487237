using System.Collections.Concurrent;
using System.Runtime.InteropServices;

namespace TokenAspire.Revocation;

/// <summary>Everything revoked that is still of use, by kind and value. Reads take no lock.</summary>
internal sealed class RevocationTable(TimeProvider time)
{
    // A verifier accepts a token a little past its expiry (clock skew): what refuses it must live longer than that.
    private static readonly TimeSpan Margin = TimeSpan.FromMinutes(5);

    private readonly ConcurrentDictionary<string, Revoked>[] _kinds =
        [.. RevocationKinds.All.Select(_ => new ConcurrentDictionary<string, Revoked>(StringComparer.Ordinal))];

    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Revoked(long CutOff, long ExpiresAt);

    public int Count(RevocationKind kind) => _kinds[(int)kind].Count;

    /// <summary>Whether the value is revoked at all, whenever the token was issued.</summary>
    public bool Contains(RevocationKind kind, string value) => _kinds[(int)kind].ContainsKey(value);

    /// <summary>Whether a token issued then is covered by the value's cut-off.</summary>
    public bool Covers(RevocationKind kind, string value, long issuedAtMilliseconds) =>
        _kinds[(int)kind].TryGetValue(value, out Revoked revoked) && issuedAtMilliseconds <= revoked.CutOff;

    /// <summary>Adds an entry. Repeating one, in any order, never takes anything back.</summary>
    public void Apply(RevocationEntry entry)
    {
        long expiresAt = entry.ExpiresAt.ToUnixTimeMilliseconds();
        if (expiresAt < Oldest())
        {
            return;
        }

        Revoked added = new(entry.RevokedAt.ToUnixTimeMilliseconds(), expiresAt);
        _kinds[(int)entry.Kind].AddOrUpdate(
            entry.Value,
            static (_, added) => added,
            static (_, known, added) => new Revoked(Math.Max(known.CutOff, added.CutOff), Math.Max(known.ExpiresAt, added.ExpiresAt)),
            added);
    }

    /// <summary>Forgets what no living token can match any more.</summary>
    public void RemoveExpired()
    {
        long oldest = Oldest();
        foreach (ConcurrentDictionary<string, Revoked> kind in _kinds)
        {
            foreach (KeyValuePair<string, Revoked> revoked in kind)
            {
                if (revoked.Value.ExpiresAt < oldest)
                {
                    kind.TryRemove(revoked);
                }
            }
        }
    }

    private long Oldest() => (time.GetUtcNow() - Margin).ToUnixTimeMilliseconds();
}
