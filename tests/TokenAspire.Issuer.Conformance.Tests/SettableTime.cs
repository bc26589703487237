namespace TokenAspire.Issuer.Conformance.Tests;

/// <summary>A clock that runs like any other, and that tests put forward.</summary>
internal sealed class SettableTime : TimeProvider
{
    private long _ahead;

    public override DateTimeOffset GetUtcNow() => System.GetUtcNow().AddTicks(Interlocked.Read(ref _ahead));

    public void Advance(TimeSpan by) => Interlocked.Add(ref _ahead, by.Ticks);
}
