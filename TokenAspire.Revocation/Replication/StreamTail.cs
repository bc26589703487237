using Microsoft.Extensions.Logging;

namespace TokenAspire.Revocation;

/// <summary>
/// A position in the stream that only moves forward, within one life of the server. Not for concurrent use.
/// </summary>
internal sealed class StreamTail(RevocationStream stream, ILogger logger)
{
    private const int PageSize = 1000;

    private StreamId _position = StreamId.Start;
    private string? _runId;

    /// <summary>Reads to the end of the stream.</summary>
    /// <returns>
    /// Whether what has been read is everything published: the stream has been read from its start in this life of the
    /// server, and the issuer has completed it for this life. A server that came back empty, or with an older snapshot,
    /// is not complete until then.
    /// </returns>
    public async Task<bool> ReadForwardAsync(Action<RevocationEntry> apply, CancellationToken ct)
    {
        while (true)
        {
            StreamPage page = await stream.ReadAsync(_position, PageSize, ct);
            if (page.Incarnation.RunId != _runId || page.End < _position)
            {
                // Another life, or ids that went back: the position means nothing there. Repeats are harmless.
                Log.ReadingFromStart(logger);
                _runId = page.Incarnation.RunId;
                _position = StreamId.Start;
                continue;
            }

            foreach (JournalledRevocation revocation in page.Revocations)
            {
                apply(revocation.Entry);
            }

            if (page.Unreadable > 0)
            {
                Log.UnreadableEntries(logger, page.Unreadable);
            }

            _position = page.Position;
            if (page.IsLast)
            {
                return page.Incarnation.IsSeeded;
            }
        }
    }
}
