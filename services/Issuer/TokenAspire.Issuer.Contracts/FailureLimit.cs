namespace TokenAspire.Issuer.Contracts;

/// <summary>
/// Limits failures by bucket (<see cref="AddressBuckets"/>), those of attempts at the same time included: an attempt under
/// way may yet fail and is counted as if it had, and one too many waits until it is known. Who succeeds is never counted.
/// </summary>
/// <param name="limit">Failures that a bucket may have in a window.</param>
/// <param name="window">How long they count, from the first of them.</param>
/// <param name="time">The clock.</param>
public sealed class FailureLimit(int limit, TimeSpan window, TimeProvider time)
{
    private readonly Bucket?[] _buckets = new Bucket?[AddressBuckets.Count];

    /// <summary>Lets an attempt in; it must <see cref="Leave"/> then. How long to come back after where it is not let in.</summary>
    public async ValueTask<TimeSpan?> EnterAsync(int bucket, CancellationToken cancellationToken)
    {
        Bucket entered = _buckets[bucket] ?? Interlocked.CompareExchange(ref _buckets[bucket], new Bucket(), comparand: null) ?? _buckets[bucket]!;
        while (true)
        {
            Task change;
            lock (entered)
            {
                if (entered.Failures > 0 && time.GetElapsedTime(entered.FirstFailure) is TimeSpan elapsed)
                {
                    if (elapsed < window && entered.Failures >= limit)
                    {
                        return window - elapsed;
                    }

                    entered.Failures = elapsed < window ? entered.Failures : 0;
                }

                if (entered.Failures + entered.UnderWay < limit)
                {
                    entered.UnderWay++;
                    return null;
                }

                change = (entered.Change ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
            }

            await change.WaitAsync(cancellationToken);
        }
    }

    /// <summary>Ends an attempt that was let in.</summary>
    public void Leave(int bucket, bool hasFailed)
    {
        Bucket left = _buckets[bucket]!;
        TaskCompletionSource? change;
        lock (left)
        {
            left.UnderWay--;
            if (hasFailed)
            {
                left.FirstFailure = left.Failures == 0 ? time.GetTimestamp() : left.FirstFailure;
                left.Failures++;
            }

            (change, left.Change) = (left.Change, null);
        }

        change?.SetResult();
    }

    private sealed class Bucket
    {
        public int Failures { get; set; }

        public int UnderWay { get; set; }

        public long FirstFailure { get; set; }

        /// <summary>Completed when an attempt ends that others wait for.</summary>
        public TaskCompletionSource? Change { get; set; }
    }
}
