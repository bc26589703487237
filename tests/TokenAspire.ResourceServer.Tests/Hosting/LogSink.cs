using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace TokenAspire.ResourceServer.Tests;

/// <summary>Everything one application logged, exceptions included, as <c>Level Category: text</c>.</summary>
internal sealed class LogSink : ILoggerProvider
{
    private readonly ConcurrentQueue<string> _lines = [];

    public IEnumerable<string> Errors => _lines.Where(line => line.StartsWith("Error ", StringComparison.Ordinal));

    public IEnumerable<string> Lines => _lines;

    public ILogger CreateLogger(string categoryName) => new Sink(_lines, categoryName);

    public void Dispose()
    {
    }

    private sealed class Sink(ConcurrentQueue<string> lines, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            lines.Enqueue($"{logLevel} {category}: {formatter(state, exception)} {exception}");
    }
}
