namespace TokenAspire.Revocation;

/// <summary>Everything revoked that is still of use, by kind and key. Reads take no lock and are never held up by writes.</summary>
internal sealed class RevocationTable(TimeProvider time)
{
    // A verifier accepts a token a little past its expiry (clock skew): what refuses it must live longer than that.
    private static readonly TimeSpan Margin = TimeSpan.FromMinutes(5);

    private readonly Lock _writing = new();
    private readonly RevocationSet _tokens = new(withCutOffs: false);
    private readonly RevocationSet _sessions = new(withCutOffs: false);
    private readonly RevocationSet _subjects = new(withCutOffs: true);
    private readonly RevocationSet _clients = new(withCutOffs: true);

    // Nothing is missing but what expired earlier than this.
    private uint _droppedBefore;

    public int Count(RevocationKind kind) => Of(kind).Count;

    /// <summary>What revokes the token, if anything: the narrowest kind first.</summary>
    public RevocationVerdict Check(in TokenIdentity token) =>
        // All four filters are asked before anything is decided: so the processor fetches them side by side, and for nearly
        // every token one branch, always the same way, is all there is.
        _tokens.MayContain(token.TokenKey) | _sessions.MayContain(token.SessionKey)
            | _subjects.MayContain(token.SubjectKey) | _clients.MayContain(token.ClientKey)
            ? Search(token)
            : RevocationVerdict.NotRevoked;

    private RevocationVerdict Search(in TokenIdentity token)
    {
        if (_tokens.Contains(token.TokenKey))
        {
            return RevocationVerdict.TokenRevoked;
        }

        // A token without a session has no key for one.
        if (token.SessionId is not null && _sessions.Contains(token.SessionKey))
        {
            return RevocationVerdict.SessionRevoked;
        }

        if (_subjects.Covers(token.SubjectKey, token.IssuedAtMilliseconds))
        {
            return RevocationVerdict.SubjectRevoked;
        }

        return _clients.Covers(token.ClientKey, token.IssuedAtMilliseconds) ? RevocationVerdict.ClientRevoked : RevocationVerdict.NotRevoked;
    }

    /// <summary>Adds an entry. Repeating one, in any order, never takes anything back.</summary>
    public void Apply(RevocationEntry entry)
    {
        // A second begun counts whole: an entry may last a little too long, never too short.
        uint expiry = Seconds(entry.ExpiresAt.ToUnixTimeMilliseconds() + 999);
        uint oldest = Oldest();
        RevocationKey key = RevocationKey.Of(entry.Value);
        lock (_writing)
        {
            // Said before it is done: room may be made by dropping what expired.
            _droppedBefore = Math.Max(_droppedBefore, oldest);
            if (expiry >= oldest)
            {
                Of(entry.Kind).Add(key, expiry, entry.RevokedAt.ToUnixTimeMilliseconds(), oldest);
            }
        }
    }

    /// <summary>Forgets what no living token can match any more, piece by piece: a new revocation waits for one piece at most.</summary>
    public void RemoveExpired()
    {
        uint oldest = Oldest();
        foreach (RevocationKind kind in RevocationKinds.All)
        {
            RevocationSet set = Of(kind);
            for (int piece = 0; piece < set.Pieces; piece++)
            {
                lock (_writing)
                {
                    _droppedBefore = Math.Max(_droppedBefore, oldest);
                    set.RemoveExpired(piece, oldest);
                }
            }
        }
    }

    /// <summary>
    /// Whether the clock has gone back so far that what was dropped as expired has not expired after all: a machine may
    /// start with a wrong clock and correct it later. Says so once; what is missing must then be applied again.
    /// </summary>
    public bool NoticeClockSetBack()
    {
        lock (_writing)
        {
            if (Seconds(time.GetUtcNow().ToUnixTimeMilliseconds()) >= _droppedBefore)
            {
                return false;
            }

            _droppedBefore = 0;
            return true;
        }
    }

    private RevocationSet Of(RevocationKind kind) => kind switch
    {
        RevocationKind.Token => _tokens,
        RevocationKind.Session => _sessions,
        RevocationKind.Subject => _subjects,
        RevocationKind.Client => _clients,
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, message: null),
    };

    private uint Oldest() => Seconds((time.GetUtcNow() - Margin).ToUnixTimeMilliseconds());

    // Seconds in 32 bits last until 2106.
    private static uint Seconds(long milliseconds) => (uint)Math.Clamp(milliseconds / 1000, 0, uint.MaxValue);
}
