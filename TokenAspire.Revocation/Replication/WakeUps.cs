using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace TokenAspire.Revocation;

/// <summary>
/// Notices a subscription that has gone deaf: every append is announced with its id, so an entry that was found by polling
/// and never announced tells. The connection is then replaced; polling goes on meanwhile.
/// </summary>
internal sealed class WakeUps(RedisLink link, IOptions<RevocationOptions> options, TimeProvider time, ILogger<WakeUps> logger)
{
    private readonly Lock _gate = new();
    private StreamId _heard;
    private StreamId _expected;
    private long _expectedSince;
    private bool _listening;

    /// <summary>A subscription is new: nothing up to this id will be announced.</summary>
    public void Begin(StreamId position)
    {
        lock (_gate)
        {
            (_heard, _expected, _listening) = (position, position, true);
        }
    }

    public void Heard(StreamId last)
    {
        lock (_gate)
        {
            _heard = last > _heard ? last : _heard;
        }
    }

    /// <summary>Everything up to this id has been read, so it has been announced too.</summary>
    public void Expect(StreamId position)
    {
        lock (_gate)
        {
            if (!_listening || position <= _heard)
            {
                return;
            }

            if (_expected <= _heard)
            {
                (_expected, _expectedSince) = (position, time.GetTimestamp());
            }
            else if (time.GetElapsedTime(_expectedSince) >= 2 * options.Value.CommandTimeout)
            {
                _listening = false;
                Log.WakeUpsLost(logger);
                link.Replace();
            }
        }
    }
}
