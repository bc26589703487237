using System.Threading.RateLimiting;
using Microsoft.Extensions.Options;
using TokenAspire.Issuer.Store;

namespace TokenAspire.Issuer.RefreshFamilies;

/// <summary>
/// Lets as many rotations at once to Postgres as it does fastest; the others wait their turn, first come, first served.
/// After an outage every client refreshes in the same moment: that takes a while, and nobody is turned away.
/// </summary>
internal sealed class RotationQueue(IOptions<StoreOptions> options, TimeProvider time) : IDisposable
{
    private readonly ConcurrencyLimiter _limiter = new(new ConcurrencyLimiterOptions
    {
        PermitLimit = options.Value.RotationsAtOnce,
        QueueLimit = options.Value.WaitingRotations,
        QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
    });

    /// <summary>When those who got no turn should come again.</summary>
    public TimeSpan RetryAfter => options.Value.LongestWait;

    /// <summary>A turn, to be disposed when done; null where there is none within the deadline.</summary>
    public async ValueTask<RateLimitLease?> EnterAsync(CancellationToken cancellationToken)
    {
        RateLimitLease turn = _limiter.AttemptAcquire();
        if (turn.IsAcquired)
        {
            return turn;
        }

        using CancellationTokenSource deadline = new(options.Value.LongestWait, time);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            turn = await _limiter.AcquireAsync(1, either.Token);
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            return null;
        }

        return turn.IsAcquired ? turn : null;
    }

    public void Dispose() => _limiter.Dispose();
}
