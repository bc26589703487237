namespace TokenAspire.Load;

/// <summary>
/// Requests that begin at a constant rate, whatever becomes of those before them. Their latency counts from when they
/// should have begun: a stall is not hidden by the requests that were not sent meanwhile.
/// </summary>
internal sealed class OpenLoop(TimeProvider time)
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(1);

    private readonly long _begun = time.GetTimestamp();

    /// <summary>How long ago the first request was due.</summary>
    public TimeSpan Now => time.GetElapsedTime(_begun);

    /// <summary>Runs <paramref name="request"/> whenever one is due; it must not throw.</summary>
    public async Task<Arrival<T>[]> RunAsync<T>(double perSecond, TimeSpan duration, Func<Task<T>> request)
    {
        Task<Arrival<T>>[] arrivals = new Task<Arrival<T>>[(int)(perSecond * duration.TotalSeconds)];
        using PeriodicTimer timer = new(Tick, time);
        for (int next = 0; next < arrivals.Length; await timer.WaitForNextTickAsync())
        {
            for (TimeSpan due; next < arrivals.Length && (due = TimeSpan.FromSeconds(next / perSecond)) <= Now; next++)
            {
                arrivals[next] = ServeAsync(due, request);
            }
        }

        return await Task.WhenAll(arrivals);
    }

    private async Task<Arrival<T>> ServeAsync<T>(TimeSpan due, Func<Task<T>> request)
    {
        T outcome = await request();
        return new Arrival<T>(due, Now - due, outcome);
    }
}

/// <summary>What came of a request.</summary>
internal readonly record struct Arrival<T>(TimeSpan Due, TimeSpan Latency, T Outcome);
