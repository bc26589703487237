using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace TokenAspire.Issuer.Tests.Support;

/// <summary>Everything that is logged, scopes and exceptions too.</summary>
internal sealed class RecordedLog : ILoggerProvider, ILogger
{
    private readonly ConcurrentQueue<string> _lines = [];
    private readonly ConcurrentDictionary<int, TaskCompletionSource> _awaited = [];

    public string Text => string.Join('\n', _lines);

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state) where TState : notnull
    {
        _lines.Enqueue(state.ToString() ?? "");
        return null;
    }

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        _lines.Enqueue($"{formatter(state, exception)} {exception}");
        Awaited(eventId.Id).TrySetResult();
    }

    /// <summary>Completes once an event has been logged, before or after the call.</summary>
    public Task HasLoggedAsync(int eventId, CancellationToken cancellationToken) =>
        Awaited(eventId).Task.WaitAsync(TimeSpan.FromSeconds(30), TimeProvider.System, cancellationToken);

    public void Dispose()
    {
    }

    private TaskCompletionSource Awaited(int eventId) =>
        _awaited.GetOrAdd(eventId, _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
}
