namespace TokenAspire.LocalHosting.Dashboard.Resources;

/// <summary>How a state is meant, and so how it is coloured.</summary>
internal enum Tone
{
    Neutral,
    Progress,
    Good,
    Warning,
    Bad,
}

/// <summary>An address a resource listens on; a link where a browser can open it.</summary>
internal sealed record EndpointView(string Name, string Url, bool IsLink);

/// <summary>A variable that was set for a resource.</summary>
internal sealed record VariableView(string Name, string Value, bool IsSecret);

/// <summary>What a page shows of a resource, or of one of its replicas; telemetry is under the resource's own name.</summary>
internal sealed record ResourceView(string Name, string Resource, string Type)
{
    public required string State { get; init; }

    public required Tone Tone { get; init; }

    /// <summary>Whether it is a process of its own, which can be started and stopped.</summary>
    public required bool IsProcess { get; init; }

    public string? Parent { get; init; }

    /// <summary>Why it did not start or has ended unasked: the cause, and the fix or its last lines.</summary>
    public string? Problem { get; init; }

    public int? ExitCode { get; init; }

    public int? ProcessId { get; init; }

    public DateTimeOffset? StartedAt { get; init; }

    public IReadOnlyList<EndpointView> Endpoints { get; init; } = [];

    public IReadOnlyList<VariableView> Environment { get; init; } = [];

    public IReadOnlyList<string> WaitsFor { get; init; } = [];

    public bool IsRunning => State is "Running" or "Unhealthy" or "Starting" or "Waiting";
}
