using TokenAspire.Issuer.Contracts.Grants;

namespace TokenAspire.Issuer.Store;

/// <summary>What was last seen of Postgres.</summary>
internal sealed class StoreStatus : IStoreStatus
{
    private static readonly TimeSpan Wait = TimeSpan.FromSeconds(2);

    private volatile bool _isAway;

    public TimeSpan? RetryAfter => _isAway ? Wait : null;

    /// <summary>Notes whether it answered; true where that is news.</summary>
    public bool Note(bool answers)
    {
        bool changed = _isAway == answers;
        _isAway = !answers;
        return changed;
    }
}
