namespace TokenAspire.Revocation;

/// <summary>Everything revoked that is still of use, by kind and key. Reads take no lock and are never held up by writes.</summary>
internal sealed class RevocationTable
{
    // A verifier accepts a token a little past its expiry (clock skew): what refuses it must live longer than that.
    private static readonly TimeSpan Margin = TimeSpan.FromMinutes(5);

    private readonly Lock _writing = new();
    private readonly TimeProvider _time;

    // Of all kinds in one row: to ask one goes by nothing else.
    private readonly ulong[][] _filters = new ulong[4 * RevocationSet.Shelves][];
    private readonly RevocationSet _tokens;
    private readonly RevocationSet _sessions;
    private readonly RevocationSet _subjects;
    private readonly RevocationSet _clients;

    // Nothing is missing but what expired earlier than this.
    private uint _droppedBefore;

    public RevocationTable(TimeProvider time)
    {
        _time = time;
        _tokens = CreateSet(0, withCutOffs: false);
        _sessions = CreateSet(1, withCutOffs: false);
        _subjects = CreateSet(2, withCutOffs: true);
        _clients = CreateSet(3, withCutOffs: true);
    }

    public int Count(RevocationKind kind) => Of(kind).Count;

    /// <summary>What revokes the token, if anything: the narrowest kind first.</summary>
    public RevocationVerdict Check(in TokenIdentity token)
    {
        // All four filters are asked before anything is decided: so the processor fetches them side by side, and for nearly
        // every token one branch, always the same way, is all there is.
        ulong[][] filters = _filters;
        bool byToken = RevocationSet.MayContain(filters, 0, token.TokenKey);
        bool bySession = RevocationSet.MayContain(filters, 1 * RevocationSet.Shelves, token.SessionKey);
        bool bySubject = RevocationSet.MayContain(filters, 2 * RevocationSet.Shelves, token.SubjectKey);
        bool byClient = RevocationSet.MayContain(filters, 3 * RevocationSet.Shelves, token.ClientKey);
        if (!(byToken | bySession | bySubject | byClient))
        {
            return RevocationVerdict.NotRevoked;
        }

        if (byToken && _tokens.Contains(token.TokenKey))
        {
            return RevocationVerdict.TokenRevoked;
        }

        // A token without a session has no key for one.
        if (bySession && token.SessionId is not null && _sessions.Contains(token.SessionKey))
        {
            return RevocationVerdict.SessionRevoked;
        }

        if (bySubject && _subjects.Covers(token.SubjectKey, token.IssuedAtMilliseconds))
        {
            return RevocationVerdict.SubjectRevoked;
        }

        return byClient && _clients.Covers(token.ClientKey, token.IssuedAtMilliseconds) ? RevocationVerdict.ClientRevoked : RevocationVerdict.NotRevoked;
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
            if (Seconds(_time.GetUtcNow().ToUnixTimeMilliseconds()) >= _droppedBefore)
            {
                return false;
            }

            _droppedBefore = 0;
            return true;
        }
    }

    private RevocationSet CreateSet(int index, bool withCutOffs) =>
        new(_filters.AsMemory(index * RevocationSet.Shelves, RevocationSet.Shelves), withCutOffs);

    private RevocationSet Of(RevocationKind kind) => kind switch
    {
        RevocationKind.Token => _tokens,
        RevocationKind.Session => _sessions,
        RevocationKind.Subject => _subjects,
        RevocationKind.Client => _clients,
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, message: null),
    };

    private uint Oldest() => Seconds((_time.GetUtcNow() - Margin).ToUnixTimeMilliseconds());

    // Seconds in 32 bits last until 2106.
    private static uint Seconds(long milliseconds) => (uint)Math.Clamp(milliseconds / 1000, 0, uint.MaxValue);
}
