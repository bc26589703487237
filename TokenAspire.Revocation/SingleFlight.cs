namespace TokenAspire.Revocation;

/// <summary>Lets all who ask while an operation is under way share it instead of starting another.</summary>
internal sealed class SingleFlight<T>
{
    private readonly Lock _gate = new();
    private Task<T>? _flight;

    /// <summary>Ends when the operation under way has ended; at once when there is none.</summary>
    public Task UnderWay
    {
        get
        {
            lock (_gate)
            {
                return _flight ?? Task.CompletedTask;
            }
        }
    }

    /// <summary>Joins the operation under way, or starts it. The operation must not depend on one caller's cancellation.</summary>
    public Task<T> RunAsync(Func<Task<T>> operation)
    {
        lock (_gate)
        {
            if (_flight is { IsCompleted: false })
            {
                return _flight;
            }

            // Off this caller's stack: nothing the operation does first can run inside the lock.
            return _flight = Task.Run(operation);
        }
    }
}
