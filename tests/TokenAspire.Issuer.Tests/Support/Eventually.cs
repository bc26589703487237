namespace TokenAspire.Issuer.Tests.Support;

/// <summary>Waits for what happens behind an answer.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Returns when the condition holds, and fails the test when it never does.</summary>
    public static async Task HoldsAsync(Func<Task<bool>> condition)
    {
        using CancellationTokenSource bound = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        bound.CancelAfter(Patience);
        using PeriodicTimer timer = new(TimeSpan.FromMilliseconds(20), TimeProvider.System);
        while (!await condition())
        {
            await timer.WaitForNextTickAsync(bound.Token);
        }
    }

    /// <inheritdoc cref="HoldsAsync(Func{Task{bool}})" />
    public static Task HoldsAsync(Func<bool> condition) => HoldsAsync(() => Task.FromResult(condition()));
}
