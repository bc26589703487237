using System.Collections.Concurrent;

namespace TokenAspire.Revocation;

/// <summary>
/// The signing keys that this process has seen revoked, by <c>kid</c>. They are not forgotten: a key never comes back, and
/// there are as many as operators have revoked.
/// </summary>
public sealed class RevokedSigningKeys
{
    private readonly ConcurrentDictionary<string, bool> _keys = new(StringComparer.Ordinal);

    /// <summary>Raised after each change: <see cref="Contains"/> says yes to one more.</summary>
    public event EventHandler? Revoked;

    /// <summary>Whether the key is revoked.</summary>
    public bool Contains(string keyId) => _keys.ContainsKey(keyId);

    internal void Add(string keyId)
    {
        if (_keys.TryAdd(keyId, true))
        {
            Revoked?.Invoke(this, EventArgs.Empty);
        }
    }
}
