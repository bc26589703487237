namespace TokenAspire.ResourceServer.Tests;

/// <summary>A clock that stands where the test puts it; timers and time-outs run as usual.</summary>
internal sealed class SettableTime : TimeProvider
{
    public DateTimeOffset Now { get; set; } = System.GetUtcNow();

    public override DateTimeOffset GetUtcNow() => Now;
}
