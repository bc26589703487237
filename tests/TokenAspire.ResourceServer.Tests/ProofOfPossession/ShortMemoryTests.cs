namespace TokenAspire.ResourceServer.Tests;

public sealed class ShortMemoryTests
{
    private readonly SteppedTime _time = new();

    [Fact]
    public void A_value_is_added_once_within_its_lifetime_and_can_be_again_after_it()
    {
        ShortMemory<string> memory = new(10, TimeSpan.FromSeconds(60), _time);

        Assert.Equal(Addition.Added, memory.TryAdd(1, "one"));
        _time.Advance(TimeSpan.FromSeconds(59));
        Assert.Equal(Addition.Known, memory.TryAdd(1, "two"));
        Assert.True(memory.TryFind(1, out string? value));
        Assert.Equal("one", value);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.False(memory.TryFind(1, out _));
        Assert.Equal(Addition.Added, memory.TryAdd(1, "three"));
    }

    [Fact]
    public void A_full_memory_refuses_what_is_added_and_makes_room_for_what_is_put()
    {
        ShortMemory<int> memory = new(2, TimeSpan.FromSeconds(60), _time);
        memory.TryAdd(1, 1);
        _time.Advance(TimeSpan.FromSeconds(1));
        memory.TryAdd(2, 2);

        Assert.Equal(Addition.Full, memory.TryAdd(3, 3));
        memory.Put(3, 3);

        Assert.False(memory.TryFind(1, out _));
        Assert.True(memory.TryFind(2, out _));
        Assert.True(memory.TryFind(3, out _));
    }

    [Fact]
    public void What_is_over_makes_room_by_itself()
    {
        ShortMemory<int> memory = new(1_000, TimeSpan.FromSeconds(60), _time);
        for (int i = 0; i < 1_000; i++)
        {
            Assert.Equal(Addition.Added, memory.TryAdd((UInt128)i, i));
        }

        Assert.Equal(Addition.Full, memory.TryAdd(1_000, 0));
        _time.Advance(TimeSpan.FromSeconds(60));
        for (int i = 0; i < 1_000; i++)
        {
            Assert.Equal(Addition.Added, memory.TryAdd((UInt128)(2_000 + i), i));
        }
    }

    [Fact]
    public void A_value_that_was_put_again_lives_its_whole_life_again()
    {
        ShortMemory<int> memory = new(10, TimeSpan.FromSeconds(60), _time);
        memory.Put(1, 1);
        _time.Advance(TimeSpan.FromSeconds(40));
        memory.Put(1, 2);
        _time.Advance(TimeSpan.FromSeconds(40));
        memory.Put(2, 2);

        Assert.True(memory.TryFind(1, out int value));
        Assert.Equal(2, value);
    }

    private sealed class SteppedTime : TimeProvider
    {
        private long _now = 1;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => _now;

        public void Advance(TimeSpan by) => _now += by.Ticks;
    }
}
