using System.Diagnostics;
using System.Runtime.InteropServices;
using Microsoft.Extensions.Logging;

namespace TokenAspire.Revocation;

/// <summary>Where a read forward has ended.</summary>
/// <param name="IsComplete">Whether everything published is known.</param>
/// <param name="Position">The last id read.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct StreamProgress(bool IsComplete, StreamId Position);

/// <summary>
/// A position in the stream that only moves forward, within one life of the stream. Not for concurrent use.
/// </summary>
internal sealed class StreamTail(RevocationStream stream, TimeSpan retention, TimeProvider time, ILogger logger)
{
    // Large enough that the round trip does not count, small enough that the server is soon free for others.
    private const int PageSize = 1000;
    private static readonly ActivitySource Activities = new(RevocationMetrics.MeterName);

    private StreamId _position = StreamId.Start;
    private StreamIncarnation? _incarnation;
    private (string Mark, long Since)? _doubted;
    private bool _isReplayed;

    /// <summary>Reads to the end of the stream.</summary>
    /// <returns>
    /// How far, and whether what has been read is everything published: the stream has been read from its start in this life of the
    /// server and of the stream, and the issuer has completed it for this life. A server that came back empty, or with an
    /// older snapshot, is not complete until then.
    /// </returns>
    public async Task<StreamProgress> ReadForwardAsync(Action<RevocationEntry> apply, CancellationToken ct)
    {
        while (true)
        {
            DateTimeOffset began = time.GetUtcNow();
            StreamPage page = await stream.ReadAsync(_position, PageSize, ct);
            if (page.Incarnation != _incarnation || page.End < _position)
            {
                BeginAgain(page);
                continue;
            }

            using Activity? reach = StartReach(page, began);
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
                return new StreamProgress(page.IsComplete && !IsDoubted(page.Incarnation.Mark), _position);
            }
        }
    }

    /// <summary>Lets the next read begin at the start of the stream.</summary>
    public void Rewind() => (_position, _isReplayed) = (StreamId.Start, false);

    // Another life, or ids that went back: the position means nothing there. Repeats are harmless.
    private void BeginAgain(StreamPage page)
    {
        Log.ReadingFromStart(logger);
        if (page.Incarnation == _incarnation)
        {
            // The same life, and yet something is gone that was there: this mark was set for more than there is now.
            _doubted = (page.Incarnation.Mark, time.GetTimestamp());
        }

        _incarnation = page.Incarnation;
        Rewind();
    }

    // Until the issuer has completed the stream again, or nothing that was in it can matter any more.
    private bool IsDoubted(string mark) =>
        _doubted is { } doubted && doubted.Mark == mark && time.GetElapsedTime(doubted.Since) < retention;

    /// <summary>
    /// A span that lasts from the commit of the page's oldest revocation to the moment it has been read, by which the replica
    /// knows it whether it was announced or not. A replay is of the past, and says nothing about the way here.
    /// </summary>
    private Activity? StartReach(StreamPage page, DateTimeOffset began)
    {
        if (!_isReplayed || page.Revocations.Count == 0)
        {
            return null;
        }

        Activity.Current = null; // in this method's flow only: a request that waits for this read began after the revocation
        Activity? reach = Activities.StartActivity(
            "apply revocations", ActivityKind.Consumer, parentContext: default, startTime: page.Revocations.Min(revocation => revocation.Entry.RevokedAt));
        if (reach is not null)
        {
            stream.RecordRead(reach.Context, began, time.GetUtcNow());
        }

        return reach;
    }
}
