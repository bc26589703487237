using TokenAspire.Issuer.Contracts.Keys;
using TokenAspire.Issuer.Keys;

namespace TokenAspire.Issuer.Tests.Keys;

public sealed class KeyScheduleTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly KeySchedule Schedule = new(TimeSpan.FromDays(30), TimeSpan.FromDays(1), TimeSpan.FromMinutes(5));

    [Fact]
    public void The_first_key_is_active_at_once() =>
        Assert.Equal([new KeyChange(KeyId: null, SigningKeyState.Active)], Schedule.Due([], Start));

    [Fact]
    public void Nothing_is_due_in_the_middle_of_a_period() =>
        Assert.Empty(Schedule.Due([Key("a", SigningKeyState.Active, Start)], Start + TimeSpan.FromDays(28)));

    [Fact]
    public void A_successor_is_announced_one_cache_time_before_it_signs()
    {
        StoredKey active = Key("a", SigningKeyState.Active, Start);
        StoredKey announced = Key("b", SigningKeyState.Announced, Start + TimeSpan.FromDays(29));

        Assert.Equal([new KeyChange(KeyId: null, SigningKeyState.Announced)], Schedule.Due([active], Start + TimeSpan.FromDays(29)));
        Assert.Empty(Schedule.Due([active, announced], Start + TimeSpan.FromDays(30) - TimeSpan.FromSeconds(1)));
        Assert.Equal(
            [new KeyChange("a", SigningKeyState.Retiring), new KeyChange("b", SigningKeyState.Active)],
            Schedule.Due([active, announced], Start + TimeSpan.FromDays(30)));
    }

    [Fact]
    public void A_key_announced_late_still_waits_for_the_caches()
    {
        DateTimeOffset late = Start + TimeSpan.FromDays(40);
        StoredKey[] keys = [Key("a", SigningKeyState.Active, Start), Key("b", SigningKeyState.Announced, late)];

        Assert.Empty(Schedule.Due(keys, late + TimeSpan.FromHours(23)));
        Assert.Equal(2, Schedule.Due(keys, late + TimeSpan.FromDays(1)).Count());
    }

    [Fact]
    public void A_retiring_key_stays_until_its_last_token_and_every_cache_expired()
    {
        StoredKey[] keys = [Key("a", SigningKeyState.Retiring, Start), Key("b", SigningKeyState.Active, Start)];
        DateTimeOffset end = Start + TimeSpan.FromDays(1) + TimeSpan.FromMinutes(5);

        Assert.Empty(Schedule.Due(keys, end - TimeSpan.FromSeconds(1)));
        Assert.Equal([new KeyChange("a", SigningKeyState.Retired)], Schedule.Due(keys, end));
    }

    private static StoredKey Key(string keyId, SigningKeyState state, DateTimeOffset since) =>
        new(keyId, SigningAlgorithms.Rs256, state, since, since, [], []);
}
