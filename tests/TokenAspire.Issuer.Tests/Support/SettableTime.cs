namespace TokenAspire.Issuer.Tests.Support;

/// <summary>A clock that stands still until it is moved; it starts at the true time, to the second.</summary>
public sealed class SettableTime : TimeProvider
{
    private long _ticks = System.GetUtcNow().Ticks / TimeSpan.TicksPerSecond * TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => new(Interlocked.Read(ref _ticks), TimeSpan.Zero);

    public void Advance(TimeSpan by) => Interlocked.Add(ref _ticks, by.Ticks);
}
