using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace TokenAspire.Revocation.Tests;

public sealed class RevocationKeyTests
{
    [Fact]
    public void A_uuid_is_its_own_bytes() =>
        Assert.Equal(RevocationKey.OfHalves(0x019aab1c_1234_7abc, 0x8def_0123456789ab), RevocationKey.Of("019aab1c-1234-7abc-8def-0123456789ab"));

    [Theory]
    [InlineData("")]
    [InlineData("gateway-bff")]
    [InlineData("Zoë")]
    [InlineData("019aab1c12347abc8def0123456789ab")]
    [InlineData("0x9aab1c-1234-7abc-8def-0123456789ab")]
    public void Anything_else_is_hashed(string value) =>
        Assert.Equal(OfHash(value), RevocationKey.Of(value));

    [Fact]
    public void Names_that_come_again_keep_their_keys_however_many_there_are()
    {
        string[] names = [.. Enumerable.Range(0, 1_000).Select(index => $"client-{index}")];

        Parallel.For(0, 4, _ => Assert.All(names, name => Assert.Equal(OfHash(name), RevocationKey.Of(name))));
    }

    [Fact]
    public void A_long_value_is_hashed_whole()
    {
        string value = new('x', 10_000);

        Assert.NotEqual(RevocationKey.Of(value), RevocationKey.Of(value + "y"));
        Assert.Equal(OfHash(value), RevocationKey.Of(value));
    }

    [Fact]
    public void Another_spelling_of_a_uuid_is_another_value()
    {
        string canonical = "019aab1c-1234-7abc-8def-0123456789ab";
        string[] spellings = [canonical, canonical.ToUpperInvariant(), $"{{{canonical}}}", $" {canonical}", canonical.Replace("-", "", StringComparison.Ordinal), "+19aab1c-1234-7abc-8def-0123456789ab"];

        Assert.Equal(spellings.Length, spellings.Select(spelling => RevocationKey.Of(spelling)).Distinct().Count());
    }

    [Fact]
    public void Values_that_share_a_half_keep_keys_of_their_own()
    {
        RevocationKey[] sameLow = [.. Enumerable.Range(0, 100_000).Select(high => RevocationKey.OfHalves((ulong)high, 1))];
        RevocationKey[] sameHigh = [.. Enumerable.Range(0, 100_000).Select(low => RevocationKey.OfHalves(1, (ulong)low))];

        Assert.Equal(sameLow.Length, sameLow.Select(key => key.Hash).Distinct().Count());
        Assert.Equal(sameHigh.Length, sameHigh.Distinct().Count());
    }

    [Fact]
    public void Tokens_of_one_moment_are_spread_evenly()
    {
        DateTimeOffset now = DateTimeOffset.UnixEpoch.AddYears(56);
        int[] inEachShelf = [.. Enumerable.Range(0, 16_000)
            .CountBy(_ => RevocationKey.Of(Guid.CreateVersion7(now).ToString()).Hash >> 60)
            .Select(shelf => shelf.Value)];

        Assert.Equal(16, inEachShelf.Length);
        Assert.All(inEachShelf, count => Assert.InRange(count, 800, 1_200));
    }

    private static RevocationKey OfHash(string value)
    {
        byte[] hash = SHA256.HashData(Encoding.UTF8.GetBytes(value));
        return RevocationKey.OfHalves(BinaryPrimitives.ReadUInt64BigEndian(hash), BinaryPrimitives.ReadUInt64BigEndian(hash.AsSpan(8)));
    }
}
