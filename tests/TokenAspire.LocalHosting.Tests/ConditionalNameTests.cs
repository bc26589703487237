using System.Text;
using TokenAspire.LocalHosting.ApplicationModel;
using TokenAspire.LocalHosting.Publishing;

namespace TokenAspire.LocalHosting.Tests;

public sealed class ConditionalNameTests
{
    /// <summary>The names are those in Aspire 13.4.6, tests/Aspire.Hosting.Tests/ManifestGenerationTests.cs.</summary>
    [Theory]
    [InlineData("redis", "cond-redis-bindings-tcp-tlsenabled-d148d83a")]
    [InlineData("rediscontainer", "cond-rediscontainer-bindings-tcp-tlsenabled-c16dc063")]
    public void A_conditional_value_has_the_name_that_Aspire_gives_it(string resource, string name)
    {
        RedisResource redis = DistributedApplication.CreateBuilder().AddRedis(resource).Resource;

        Assert.EndsWith($"{{{name}.connectionString}}", redis.ConnectionStringExpression.ValueExpression, StringComparison.Ordinal);
    }

    /// <summary>Vectors of the xxHash specification's reference implementation.</summary>
    [Theory]
    [InlineData("", 0x02CC5D05u)]
    [InlineData("a", 0x550D7456u)]
    [InlineData("abc", 0x32D153FFu)]
    [InlineData("Nobody inspects the spammish repetition", 0xE2293B2Fu)]
    public void The_hash_is_xxHash(string text, uint hash) => Assert.Equal(hash, XxHash32.Hash(Encoding.UTF8.GetBytes(text)));
}
