namespace TokenAspire.Issuer.Benchmarks;

/// <summary>Connections that each have one request under way at any time.</summary>
internal static class Load
{
    /// <summary>Repeats <paramref name="exchange"/> on every worker for that time; returns how often it was done.</summary>
    public static async Task<int> RunAsync(int workers, TimeSpan duration, Func<int, ValueTask> exchange)
    {
        long begun = TimeProvider.System.GetTimestamp();
        int[] done = await Task.WhenAll(Enumerable.Range(0, workers).Select(worker => Task.Run(async () =>
        {
            int count = 0;
            while (TimeProvider.System.GetElapsedTime(begun) < duration)
            {
                await exchange(worker);
                count++;
            }

            return count;
        })));
        return done.Sum();
    }

    public static Task<HttpConnection[]> ConnectAsync(int port, int connections) =>
        Task.WhenAll(Enumerable.Range(0, connections).Select(_ => HttpConnection.OpenAsync(port)));
}
