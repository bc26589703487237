namespace TokenAspire.LocalHosting.Dashboard.Telemetry;

/// <summary>Which traces are asked for; empty values do not narrow.</summary>
internal sealed record TraceFilter(string? Service = null, string? Text = null, bool ErrorsOnly = false, bool WithBackground = true)
{
    public bool Accepts(Trace trace) =>
        (!ErrorsOnly || trace.IsError)
        && (WithBackground || !trace.IsBackground)
        && (string.IsNullOrEmpty(Service) || trace.Spans.Any(span => span.Source.Service == Service))
        && (string.IsNullOrEmpty(Text) || trace.Spans.Any(span => Telemetry.Text.Mentions(span.Name, Text) || Telemetry.Text.Mentions(span.Attributes, Text))
            || TelemetryId.Text(trace.Id).StartsWith(Text, StringComparison.OrdinalIgnoreCase));
}

/// <summary>The newest spans, by trace; and for longer those few that are singled out.</summary>
internal sealed class SpanStore(TelemetryLimits limits, Func<Span, bool> isSingledOut)
{
    private readonly Lock _gate = new();
    private readonly BoundedBuffer<Span> _spans = new(limits.Spans, limits.SpanBytes, span => span.Size);
    private readonly BoundedBuffer<Span> _singledOut = new(limits.SpansSingledOut, limits.SpanBytes, span => span.Size);
    private readonly Dictionary<UInt128, LinkedListNode<List<Span>>> _traces = [];
    private readonly LinkedList<List<Span>> _byArrival = new();

    public ChangeSignal Changes { get; } = new();

    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _spans.Count;
            }
        }
    }

    public int TraceCount
    {
        get
        {
            lock (_gate)
            {
                return _traces.Count;
            }
        }
    }

    public void Add(IReadOnlyCollection<Span> spans)
    {
        lock (_gate)
        {
            foreach (Span span in spans)
            {
                _spans.Add(span, Forget);
                if (!_traces.TryGetValue(span.TraceId, out LinkedListNode<List<Span>>? trace))
                {
                    _traces[span.TraceId] = trace = _byArrival.AddLast(new List<Span>(1));
                }

                trace.Value.Add(span);
                if (isSingledOut(span))
                {
                    _singledOut.Add(span);
                }
            }
        }

        Changes.Raise();
    }

    public Trace? Find(UInt128 traceId)
    {
        Span[] spans;
        lock (_gate)
        {
            if (!_traces.TryGetValue(traceId, out LinkedListNode<List<Span>>? trace))
            {
                return null;
            }

            spans = [.. trace.Value];
        }

        return new Trace(traceId, spans);
    }

    /// <summary>The traces that arrived last, newest first.</summary>
    public IReadOnlyList<Trace> Latest(TraceFilter filter, int count)
    {
        List<Trace> found = [];
        lock (_gate)
        {
            for (LinkedListNode<List<Span>>? node = _byArrival.Last; node is not null && found.Count < count; node = node.Previous)
            {
                Trace trace = new(node.Value[0].TraceId, node.Value);
                if (filter.Accepts(trace))
                {
                    found.Add(trace);
                }
            }
        }

        return found;
    }

    /// <summary>The spans that were singled out, newest first.</summary>
    public IReadOnlyList<Span> SingledOut()
    {
        lock (_gate)
        {
            return [.. _singledOut.NewestFirst()];
        }
    }

    private void Forget(Span span)
    {
        LinkedListNode<List<Span>> trace = _traces[span.TraceId];
        trace.Value.RemoveAt(0); // spans leave in the order in which they arrived
        if (trace.Value.Count == 0)
        {
            _byArrival.Remove(trace);
            _traces.Remove(span.TraceId);
        }
    }
}
