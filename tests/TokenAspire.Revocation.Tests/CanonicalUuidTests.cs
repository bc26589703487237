using System.Buffers.Binary;

namespace TokenAspire.Revocation.Tests;

public sealed class CanonicalUuidTests
{
    private const int Uuids = 20_000;

    private static int Seed => 20_261_201;

    // .NET reads other spellings too, and writes this one alone.
    [Fact]
    public void It_is_read_as_dotnet_reads_it_where_dotnet_would_write_it_so()
    {
        Random random = new(Seed);
        int canonical = 0;
        for (int number = 0; number < Uuids; number++)
        {
            string text = Changed(Random(random), random);
            bool expected = Guid.TryParseExact(text, "D", out Guid id) && id.ToString() == text;

            bool read = CanonicalUuid.TryRead(text, out ulong high, out ulong low);

            Assert.True(expected == read, $"{text} (seed {Seed}, {number})");
            if (read)
            {
                canonical++;
                Assert.Equal(Halves(id), (high, low));
            }
        }

        Assert.InRange(canonical, Uuids / 4, Uuids * 3 / 4);
    }

    [Theory]
    [InlineData("")]
    [InlineData("019aab1c-1234-7abc-8def-0123456789a")]
    [InlineData("019aab1c-1234-7abc-8def-0123456789abc")]
    [InlineData("019aab1c-1234-7abc-8def-0123456789aB")]
    [InlineData("019aab1c-1234-7abc-8def_0123456789ab")]
    [InlineData("019aab1c-1234-7abc-8def-0123456789ag")]
    [InlineData("019aab1c-1234-7abc-8def-0123456789a\uFF11")]
    [InlineData("\u0130\u0131\u0132\u0133\u0134\u0135\u0136\u0137-1234-7abc-8def-0123456789ab")]
    [InlineData("0x9aab1c-1234-7abc-8def-0123456789ab")]
    public void No_other_text_is_read(string text) => Assert.False(CanonicalUuid.TryRead(text, out _, out _));

    private static Guid Random(Random random)
    {
        byte[] bytes = new byte[16];
        random.NextBytes(bytes);
        return new Guid(bytes);
    }

    // Half of them with one character other, or in capitals.
    private static string Changed(Guid id, Random random)
    {
        const string Others = "0123456789abcdefABCDEFgGxX+- /:@`{}\0\u007F\u0080\u00FF\u0130\uFF10";
        char[] text = [.. id.ToString()];
        switch (random.Next(4))
        {
            case 0:
                text[random.Next(text.Length)] = Others[random.Next(Others.Length)];
                break;
            case 1:
                return new string(text).ToUpperInvariant();
        }

        return new string(text);
    }

    private static (ulong High, ulong Low) Halves(Guid id)
    {
        byte[] bytes = id.ToByteArray(bigEndian: true);
        return (BinaryPrimitives.ReadUInt64BigEndian(bytes), BinaryPrimitives.ReadUInt64BigEndian(bytes.AsSpan(8)));
    }
}
