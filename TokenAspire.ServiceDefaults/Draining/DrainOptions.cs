namespace TokenAspire.ServiceDefaults.Draining;

/// <summary>How a process leaves; section <c>Drain</c>.</summary>
public sealed class DrainOptions
{
    /// <summary>The configuration section: <c>Drain</c>.</summary>
    public const string Section = "Drain";

    /// <summary>
    /// How long the process still serves after it was told to stop, unready meanwhile, so that whoever balances load has
    /// time to notice: longer than that one's interval. Then what is under way is finished, within the host's shutdown
    /// time-out. Default: none, for platforms that take the endpoint away themselves before they stop a process.
    /// </summary>
    public TimeSpan Delay { get; set; } = TimeSpan.Zero;
}
