namespace TokenAspire.Issuer.Audit;

/// <summary>The audit log; section <c>Issuer:Audit</c>.</summary>
internal sealed class AuditOptions
{
    public const string Section = "Issuer:Audit";

    /// <summary>How long events are kept. Default: 400 days.</summary>
    public TimeSpan Retention { get; set; } = TimeSpan.FromDays(400);

    /// <summary>Events waiting to be stored; more than that are counted and lost. Default: 10,000.</summary>
    public int Capacity { get; set; } = 10_000;

    /// <summary>How long a stopping issuer waits for a Postgres that is away; what it cannot store by then is in its own log. Default: 10 seconds.</summary>
    public TimeSpan LongestStop { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Events a minute of callers that nobody knows; more than that are counted and left out, so that nobody fills the log with nonsense. Default: 600.</summary>
    public int UnknownPerMinute { get; set; } = 600;
}
