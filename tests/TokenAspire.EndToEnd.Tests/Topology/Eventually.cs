namespace TokenAspire.EndToEnd.Tests.Topology;

/// <summary>Waits for a condition instead of sleeping for it.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    public static Task TrueAsync(string what, Func<bool> condition) =>
        TrueAsync(what, () => Task.FromResult(condition()));

    public static async Task TrueAsync(string what, Func<Task<bool>> condition)
    {
        CancellationToken cancelled = TestContext.Current.CancellationToken;
        long started = TimeProvider.System.GetTimestamp();
        using PeriodicTimer timer = new(TimeSpan.FromMilliseconds(10));
        while (!await condition())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(started) < Limit, $"Not so after {Limit.TotalSeconds:F0} s: {what}");
            await timer.WaitForNextTickAsync(cancelled);
        }
    }
}
