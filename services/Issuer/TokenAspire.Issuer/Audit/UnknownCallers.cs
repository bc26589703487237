using Microsoft.Extensions.Options;
using TokenAspire.Issuer.Contracts.Audit;

namespace TokenAspire.Issuer.Audit;

/// <summary>
/// Bounds what is noted of callers that nobody knows: whoever sends nonsense would otherwise fill the database with it,
/// and crowd out what others do.
/// </summary>
internal sealed class UnknownCallers(IOptions<AuditOptions> options, TimeProvider time)
{
    private readonly Lock _counting = new();
    private long _minute;
    private int _thisMinute;
    private long _leftOut;

    /// <summary>Whether to leave the event out: it names nobody, and there were enough of those in this minute.</summary>
    public bool LeavesOut(AuditEvent happened)
    {
        if (happened is not { Actor: null, SubjectId: null, ClientId: null, SessionId: null })
        {
            return false;
        }

        long minute = time.GetUtcNow().ToUnixTimeSeconds() / 60;
        lock (_counting)
        {
            if (minute != _minute)
            {
                (_minute, _thisMinute) = (minute, 0);
            }

            if (_thisMinute < options.Value.UnknownPerMinute)
            {
                _thisMinute++;
                return false;
            }

            _leftOut++;
            return true;
        }
    }

    /// <summary>How many were left out since it was asked last.</summary>
    public long TakeLeftOut()
    {
        lock (_counting)
        {
            long leftOut = _leftOut;
            _leftOut = 0;
            return leftOut;
        }
    }
}
