using TokenAspire.Issuer.Contracts.Keys;
using TokenAspire.Issuer.Keys;

namespace TokenAspire.Issuer.Tests.Keys;

public sealed class KeyScheduleTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly KeySchedule Schedule = new(TimeSpan.FromDays(30), TimeSpan.FromDays(1), TimeSpan.FromMinutes(5));

    [Fact]
    public void The_first_key_is_active_at_once_and_the_next_announced() => Assert.Equal(
        [new KeyChange(KeyId: null, SigningKeyState.Active), new KeyChange(KeyId: null, SigningKeyState.Announced)], Schedule.Due([], Start));

    [Fact]
    public void A_successor_is_announced_as_long_ahead_as_can_be() => Assert.Equal(
        [new KeyChange(KeyId: null, SigningKeyState.Announced)], Schedule.Due([Key("a", SigningKeyState.Active, Start)], Start));

    [Fact]
    public void A_key_signs_for_one_period()
    {
        StoredKey[] keys = [Key("a", SigningKeyState.Active, Start), Key("b", SigningKeyState.Announced, Start)];

        Assert.Empty(Schedule.Due(keys, Start + TimeSpan.FromDays(30) - TimeSpan.FromSeconds(1)));
        Assert.Equal(
            [new KeyChange("a", SigningKeyState.Retiring), new KeyChange("b", SigningKeyState.Active), new KeyChange(KeyId: null, SigningKeyState.Announced)],
            Schedule.Due(keys, Start + TimeSpan.FromDays(30)));
    }

    [Fact]
    public void A_compromised_key_goes_at_once_and_another_takes_its_place()
    {
        StoredKey[] keys =
            [Key("old", SigningKeyState.Retiring, Start), Key("a", SigningKeyState.Active, Start), Key("b", SigningKeyState.Announced, Start)];

        Assert.Equal(
            [new KeyChange("a", SigningKeyState.Retired), new KeyChange("b", SigningKeyState.Active), new KeyChange(KeyId: null, SigningKeyState.Announced)],
            KeySchedule.OnCompromise(keys, "a"));
        Assert.Equal(
            [new KeyChange("b", SigningKeyState.Retired), new KeyChange(KeyId: null, SigningKeyState.Announced)], KeySchedule.OnCompromise(keys, "b"));
        Assert.Equal([new KeyChange("old", SigningKeyState.Retired)], KeySchedule.OnCompromise(keys, "old"));
        Assert.Empty(KeySchedule.OnCompromise(keys, "unknown"));
    }

    [Fact]
    public void A_key_announced_late_still_waits_for_the_caches()
    {
        DateTimeOffset late = Start + TimeSpan.FromDays(40);
        StoredKey[] keys = [Key("a", SigningKeyState.Active, Start), Key("b", SigningKeyState.Announced, late)];

        Assert.Empty(Schedule.Due(keys, late + TimeSpan.FromHours(23)));
        Assert.Equal(3, Schedule.Due(keys, late + TimeSpan.FromDays(1)).Count());
    }

    [Fact]
    public void A_retiring_key_stays_until_its_last_token_and_every_cache_expired()
    {
        StoredKey[] keys = [Key("a", SigningKeyState.Retiring, Start), Key("b", SigningKeyState.Active, Start), Key("c", SigningKeyState.Announced, Start)];
        DateTimeOffset end = Start + TimeSpan.FromDays(1) + TimeSpan.FromMinutes(5);

        Assert.Empty(Schedule.Due(keys, end - TimeSpan.FromSeconds(1)));
        Assert.Equal([new KeyChange("a", SigningKeyState.Retired)], Schedule.Due(keys, end));
    }

    private static StoredKey Key(string keyId, SigningKeyState state, DateTimeOffset since) =>
        new(keyId, SigningAlgorithms.Rs256, state, since, since, [], []);
}
