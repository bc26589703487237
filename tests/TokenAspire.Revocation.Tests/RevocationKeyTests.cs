using System.Security.Cryptography;
using System.Text;

namespace TokenAspire.Revocation.Tests;

public sealed class RevocationKeyTests
{
    [Fact]
    public void A_uuid_is_its_own_bytes() =>
        Assert.Equal(new RevocationKey(0x019aab1c_1234_7abc, 0x8def_0123456789ab), RevocationKey.Of("019aab1c-1234-7abc-8def-0123456789ab"));

    [Theory]
    [InlineData("")]
    [InlineData("gateway-bff")]
    [InlineData("Zoë")]
    [InlineData("019aab1c12347abc8def0123456789ab")]
    [InlineData("0x9aab1c-1234-7abc-8def-0123456789ab")]
    public void Anything_else_is_hashed(string value) =>
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(value)))[..32], Hex(RevocationKey.Of(value)));

    [Fact]
    public void A_long_value_is_hashed_whole()
    {
        string value = new('x', 10_000);

        Assert.NotEqual(RevocationKey.Of(value), RevocationKey.Of(value + "y"));
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(value)))[..32], Hex(RevocationKey.Of(value)));
    }

    [Fact]
    public void Another_spelling_of_a_uuid_is_another_value()
    {
        string canonical = "019aab1c-1234-7abc-8def-0123456789ab";
        string[] spellings = [canonical, canonical.ToUpperInvariant(), $"{{{canonical}}}", $" {canonical}", canonical.Replace("-", "", StringComparison.Ordinal), "+19aab1c-1234-7abc-8def-0123456789ab"];

        Assert.Equal(spellings.Length, spellings.Select(spelling => RevocationKey.Of(spelling)).Distinct().Count());
    }

    private static string Hex(RevocationKey key) => $"{key.High:x16}{key.Low:x16}";
}
