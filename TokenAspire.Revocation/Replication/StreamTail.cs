using System.Diagnostics;
using Microsoft.Extensions.Logging;

namespace TokenAspire.Revocation;

/// <summary>
/// A position in the stream that only moves forward, within one life of the server. Not for concurrent use.
/// </summary>
internal sealed class StreamTail(RevocationStream stream, ILogger logger)
{
    private const int PageSize = 1000;
    private static readonly ActivitySource Activities = new(RevocationMetrics.MeterName);

    private StreamId _position = StreamId.Start;
    private string? _runId;
    private bool _isReplayed;

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
                _isReplayed = false;
                continue;
            }

            using Activity? reach = StartReach(page);
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
                _isReplayed = true;
                return page.Incarnation.IsSeeded;
            }
        }
    }

    /// <summary>
    /// A span that lasts from the commit of the page's oldest revocation to the moment the replica knows it. A replay is
    /// of the past, and says nothing about the way here.
    /// </summary>
    private Activity? StartReach(StreamPage page)
    {
        if (!_isReplayed || page.Revocations.Count == 0)
        {
            return null;
        }

        Activity.Current = null; // in this method's flow only: a request that waits for this read began after the revocation
        return Activities.StartActivity(
            "apply revocations", ActivityKind.Consumer, parentContext: default, startTime: page.Revocations.Min(revocation => revocation.Entry.RevokedAt));
    }
}
