using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace TokenAspire.LocalHosting.ApplicationModel;

/// <summary>A line a resource wrote to its console.</summary>
/// <param name="LineNumber">Counted from 1.</param>
/// <param name="Content">The text.</param>
/// <param name="IsErrorMessage">Whether it came from standard error.</param>
public readonly record struct LogLine(int LineNumber, string Content, bool IsErrorMessage);

/// <summary>Keeps the last lines of each resource's console and hands out the new ones.</summary>
public sealed class ResourceLoggerService
{
    private const int Kept = 2000;
    private readonly ConcurrentDictionary<string, ConsoleLog> _logs = new(StringComparer.OrdinalIgnoreCase);

    internal ResourceLoggerService()
    {
    }

    /// <summary>The lines kept so far.</summary>
    /// <param name="resourceName">The resource.</param>
    public async IAsyncEnumerable<IReadOnlyList<LogLine>> GetAllAsync(string resourceName)
    {
        await Task.CompletedTask;
        yield return Log(resourceName).Snapshot();
    }

    /// <summary>The lines kept so far, then each new one.</summary>
    /// <param name="resourceName">The resource.</param>
    public IAsyncEnumerable<IReadOnlyList<LogLine>> WatchAsync(string resourceName) => WatchAsync(resourceName, CancellationToken.None);

    internal async IAsyncEnumerable<IReadOnlyList<LogLine>> WatchAsync(string resourceName, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Channel<LogLine> channel = Channel.CreateBounded<LogLine>(new BoundedChannelOptions(Kept) { FullMode = BoundedChannelFullMode.DropOldest });
        ConsoleLog log = Log(resourceName);
        log.Subscribe(channel.Writer);
        try
        {
            await foreach (LogLine line in channel.Reader.ReadAllAsync(cancellationToken))
            {
                yield return [line];
            }
        }
        finally
        {
            log.Unsubscribe(channel.Writer);
        }
    }

    /// <summary>Is told of every line of every resource.</summary>
    internal Action<string, LogLine>? Echo { get; set; }

    internal void Add(string resourceName, string content, bool isError)
    {
        LogLine line = Log(resourceName).Add(content, isError);
        Echo?.Invoke(resourceName, line);
    }

    internal IReadOnlyList<LogLine> LastLines(string resourceName, int count) => [.. Log(resourceName).Snapshot().TakeLast(count)];

    private ConsoleLog Log(string resourceName) => _logs.GetOrAdd(resourceName, _ => new ConsoleLog());

    private sealed class ConsoleLog
    {
        private readonly Lock _gate = new();
        private readonly Queue<LogLine> _lines = new();
        private readonly List<ChannelWriter<LogLine>> _subscribers = [];
        private int _count;

        public LogLine Add(string content, bool isError)
        {
            lock (_gate)
            {
                LogLine line = new(++_count, content, isError);
                _lines.Enqueue(line);
                if (_lines.Count > Kept)
                {
                    _lines.Dequeue();
                }

                _subscribers.ForEach(s => s.TryWrite(line));
                return line;
            }
        }

        public IReadOnlyList<LogLine> Snapshot()
        {
            lock (_gate)
            {
                return [.. _lines];
            }
        }

        public void Subscribe(ChannelWriter<LogLine> subscriber)
        {
            lock (_gate)
            {
                foreach (LogLine line in _lines)
                {
                    subscriber.TryWrite(line);
                }

                _subscribers.Add(subscriber);
            }
        }

        public void Unsubscribe(ChannelWriter<LogLine> subscriber)
        {
            lock (_gate)
            {
                _subscribers.Remove(subscriber);
            }
        }
    }
}
