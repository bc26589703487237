namespace TokenAspire.LocalHosting.Dashboard.Telemetry;

/// <summary>The spans of one trace that are kept, in the order of their start.</summary>
internal sealed class Trace
{
    public Trace(UInt128 id, IEnumerable<Span> spans)
    {
        Id = id;
        Spans = [.. spans.OrderBy(span => span.Start)];
        HashSet<ulong> known = [.. Spans.Select(span => span.SpanId)];

        // Ids come from outside: spans may name each other as parents, and none be the root.
        Root = Spans.FirstOrDefault(span => span.ParentId == 0)
            ?? Spans.FirstOrDefault(span => !known.Contains(span.ParentId) || span.ParentId == span.SpanId)
            ?? Spans[0];
        Start = Spans[0].Start;
        End = Spans.Max(span => span.End);
    }

    public UInt128 Id { get; }

    public IReadOnlyList<Span> Spans { get; }

    /// <summary>The span that names the trace.</summary>
    public Span Root { get; }

    public long Start { get; }

    public long End { get; }

    public TimeSpan Duration => TimeSpan.FromTicks(Math.Max(0, End - Start) / 100);

    /// <summary>Whether it belongs to no request: a poll of a store, a check, the arrival of a revocation.</summary>
    public bool IsBackground => Spans.All(span => span.Kind is not SpanKind.Server);

    public bool IsError => Spans.Any(span => span.IsError);

    /// <summary>The resources it passed, in the order it reached them.</summary>
    public IReadOnlyList<(string Service, int Spans)> Services =>
        [.. Spans.GroupBy(span => span.Source.Service, StringComparer.Ordinal).Select(group => (group.Key, group.Count()))];

    /// <summary>Every span below its parent; spans whose parent is not known stand at the top.</summary>
    public IReadOnlyList<(Span Span, int Depth)> Tree()
    {
        HashSet<ulong> known = [.. Spans.Select(span => span.SpanId)];
        ILookup<ulong, Span> children = Spans.ToLookup(span => known.Contains(span.ParentId) && span.ParentId != span.SpanId ? span.ParentId : 0);
        List<(Span Span, int Depth)> rows = [];
        HashSet<Span> placed = new(ReferenceEqualityComparer.Instance);
        Stack<(Span Span, int Depth)> next = new(children[0].Reverse().Select(span => (span, 0)));
        while (next.TryPop(out (Span Span, int Depth) row))
        {
            // Ids come from outside: a span that names itself as an ancestor is placed once.
            if (!placed.Add(row.Span))
            {
                continue;
            }

            rows.Add(row);
            foreach (Span child in children[row.Span.SpanId].Reverse())
            {
                next.Push((child, row.Depth + 1));
            }
        }

        rows.AddRange(Spans.Where(span => !placed.Contains(span)).Select(span => (span, 0)));
        return rows;
    }
}
