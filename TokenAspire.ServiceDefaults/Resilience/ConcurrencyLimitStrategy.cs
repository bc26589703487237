using Polly;

namespace TokenAspire.ServiceDefaults.Resilience;

/// <summary>Refuses a request at once when a downstream already has as many as it may, instead of letting a queue grow.</summary>
internal sealed class ConcurrencyLimitStrategy(string downstream, int limit) : ResilienceStrategy<HttpResponseMessage>
{
    private int _running;

    protected override async ValueTask<Outcome<HttpResponseMessage>> ExecuteCore<TState>(
        Func<ResilienceContext, TState, ValueTask<Outcome<HttpResponseMessage>>> callback,
        ResilienceContext context,
        TState state)
    {
        try
        {
            return Interlocked.Increment(ref _running) > limit
                ? Outcome.FromException<HttpResponseMessage>(
                    new DownstreamUnavailableException($"'{downstream}' already has {limit} requests at a time from this process."))
                : await callback(context, state);
        }
        finally
        {
            Interlocked.Decrement(ref _running);
        }
    }
}
