namespace TokenAspire.Revocation.Tests;

public sealed class RevocationTableTests
{
    private readonly ManualTime _time = new();
    private readonly RevocationTable _table;

    public RevocationTableTests() => _table = new RevocationTable(_time);

    [Fact]
    public void An_entry_is_forgotten_only_after_the_last_token_it_can_match()
    {
        Revoke(RevocationKind.Token, "a", TimeSpan.FromMinutes(5));

        // A verifier accepts a token for the clock skew after its expiry.
        _time.Advance(TimeSpan.FromMinutes(5) + TimeSpan.FromSeconds(30));
        _table.RemoveExpired();
        Assert.Equal(RevocationVerdict.TokenRevoked, Check("a"));

        _time.Advance(TimeSpan.FromMinutes(10));
        _table.RemoveExpired();
        Assert.Equal(0, _table.Count(RevocationKind.Token));
        Assert.Equal(RevocationVerdict.NotRevoked, Check("a"));
    }

    [Fact]
    public void An_entry_that_expired_long_ago_is_not_taken_in()
    {
        Revoke(RevocationKind.Token, "a", TimeSpan.FromMinutes(-6));

        Assert.Equal(0, _table.Count(RevocationKind.Token));
    }

    [Theory]
    [InlineData(long.MinValue)]
    [InlineData(long.MaxValue)]
    public void Times_at_the_ends_of_the_calendar_are_taken_as_they_are(long ticks)
    {
        DateTimeOffset end = new(Math.Clamp(ticks, DateTimeOffset.MinValue.Ticks, DateTimeOffset.MaxValue.Ticks), TimeSpan.Zero);
        _table.Apply(new RevocationEntry(RevocationKind.Subject, "alice", end, end));

        Assert.Equal(ticks > 0 ? 1 : 0, _table.Count(RevocationKind.Subject));
    }

    [Fact]
    public void Every_one_of_many_entries_is_found_and_nothing_else()
    {
        string[] revoked = [.. Enumerable.Range(0, 50_000).Select(index => index % 3 == 0 ? $"value-{index}" : Guid.CreateVersion7().ToString())];
        foreach (string value in revoked)
        {
            Revoke(RevocationKind.Token, value, TimeSpan.FromMinutes(5));
        }

        Assert.Equal(revoked.Length, _table.Count(RevocationKind.Token));
        Assert.All(revoked, value => Assert.Equal(RevocationVerdict.TokenRevoked, Check(value)));
        Assert.All(revoked, _ => Assert.Equal(RevocationVerdict.NotRevoked, Check(Guid.CreateVersion7().ToString())));
    }

    [Fact]
    public void A_repeated_entry_is_held_once_and_lasts_as_long_as_the_longest()
    {
        Revoke(RevocationKind.Session, "s", TimeSpan.FromMinutes(30));
        Revoke(RevocationKind.Session, "s", TimeSpan.FromMinutes(5));
        Assert.Equal(1, _table.Count(RevocationKind.Session));

        _time.Advance(TimeSpan.FromMinutes(20));
        _table.RemoveExpired();
        Assert.Equal(1, _table.Count(RevocationKind.Session));
    }

    [Fact]
    public void What_expired_makes_room_without_waiting_for_the_sweep()
    {
        for (int hour = 0; hour < 20; hour++)
        {
            for (int index = 0; index < 10_000; index++)
            {
                Revoke(RevocationKind.Token, Guid.CreateVersion7().ToString(), TimeSpan.FromMinutes(5));
            }

            _time.Advance(TimeSpan.FromHours(1));
        }

        // Each shelf keeps at most what it had no reason to drop yet.
        Assert.InRange(_table.Count(RevocationKind.Token), 10_000, 25_000);
    }

    [Fact]
    public void A_clock_that_goes_back_behind_what_was_dropped_is_noticed_once()
    {
        Revoke(RevocationKind.Token, "a", TimeSpan.FromMinutes(5));
        _time.Advance(TimeSpan.FromHours(1));
        _table.RemoveExpired();
        Assert.False(_table.NoticeClockSetBack());

        // By so much less nothing that was dropped can matter again.
        _time.Advance(TimeSpan.FromMinutes(-5));
        Assert.False(_table.NoticeClockSetBack());

        _time.Advance(TimeSpan.FromMinutes(-55));
        Assert.True(_table.NoticeClockSetBack());
        Assert.False(_table.NoticeClockSetBack());
    }

    [Fact]
    public void A_clock_that_goes_back_behind_what_was_not_taken_in_is_noticed()
    {
        DateTimeOffset now = _time.GetUtcNow();
        _time.Advance(TimeSpan.FromHours(1));
        _table.Apply(new RevocationEntry(RevocationKind.Token, "a", now, now.AddMinutes(5)));

        _time.Advance(TimeSpan.FromHours(-1));
        Assert.True(_table.NoticeClockSetBack());
    }

    private void Revoke(RevocationKind kind, string value, TimeSpan lifetime) =>
        _table.Apply(new RevocationEntry(kind, value, _time.GetUtcNow(), _time.GetUtcNow() + lifetime));

    private RevocationVerdict Check(string tokenId) => _table.Check(new TokenIdentity(tokenId, null, "alice", "cli", 0));
}
