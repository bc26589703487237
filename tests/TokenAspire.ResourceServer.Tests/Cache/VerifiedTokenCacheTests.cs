using Microsoft.Extensions.Options;

namespace TokenAspire.ResourceServer.Tests;

public sealed class VerifiedTokenCacheTests
{
    [Fact]
    public void A_remembered_token_is_found_by_all_of_its_characters_and_by_nothing_else()
    {
        using VerifiedTokenCache cache = Create(tokens: 100);
        AccessToken token = VerifiedTokens.Create();
        cache.Add(token);

        Assert.True(cache.TryFind(token.Token, out AccessToken? found));
        Assert.Same(token, found);
        for (int position = 0; position < token.Token.Length; position++)
        {
            char[] other = token.Token.ToCharArray();
            other[position] = other[position] == 'A' ? 'B' : 'A';
            Assert.False(cache.TryFind(other, out _));
        }

        Assert.False(cache.TryFind(token.Token + "A", out _));
        Assert.False(cache.TryFind("A" + token.Token, out _));
        Assert.False(cache.TryFind(token.Token.AsSpan(1), out _));
        Assert.False(cache.TryFind("", out _));
    }

    [Fact]
    public void Tokens_that_end_alike_are_never_confused()
    {
        using VerifiedTokenCache cache = Create(tokens: 100);
        AccessToken alice = VerifiedTokens.Create(payload => payload["sub"] = "alice", signature: new string('A', 342));
        AccessToken bob = VerifiedTokens.Create(payload => payload["sub"] = "bob", signature: new string('A', 342));

        cache.Add(alice);
        Assert.False(cache.TryFind(bob.Token, out _));
        cache.Add(bob);

        // Both fall on one place: the later has it, and the earlier is verified again.
        Assert.True(cache.TryFind(bob.Token, out AccessToken? found));
        Assert.Same(bob, found);
        Assert.False(cache.TryFind(alice.Token, out _));
        Assert.Equal((1, (long)bob.Size), (cache.Count, cache.Bytes));
    }

    [Fact]
    public void It_holds_no_more_tokens_than_it_may()
    {
        using VerifiedTokenCache cache = Create(tokens: 64);

        for (int i = 0; i < 1000; i++)
        {
            cache.Add(VerifiedTokens.Create());
            Assert.InRange(cache.Count, 1, 64);
        }

        Assert.Equal(64, cache.Count);
    }

    [Fact]
    public void It_holds_no_more_bytes_than_it_may_whatever_the_tokens_carry()
    {
        const long MaxBytes = 1 << 20;
        using VerifiedTokenCache cache = Create(tokens: 10_000, bytes: MaxBytes);
        Random random = new(1);

        for (int i = 0; i < 2000; i++)
        {
            cache.Add(VerifiedTokens.Create(payload => payload["padding"] = new string('x', random.Next(5_000))));
            Assert.InRange(cache.Bytes, 1, MaxBytes);
        }

        cache.Add(VerifiedTokens.Create(payload => payload["padding"] = new string('x', 100_000)));
        Assert.InRange(cache.Bytes, MaxBytes / 2, MaxBytes);
    }

    [Fact]
    public void Who_brings_many_tokens_pushes_out_his_own_and_not_those_in_use()
    {
        using VerifiedTokenCache cache = Create(tokens: 256);
        AccessToken[] inUse = [.. Enumerable.Range(0, 100).Select(_ => VerifiedTokens.Create())];
        Array.ForEach(inUse, cache.Add);

        for (int i = 0; i < 5000; i++)
        {
            cache.Add(VerifiedTokens.Create());
            if (i % 50 == 0)
            {
                Assert.All(inUse, token => Assert.True(cache.TryFind(token.Token, out _)));
            }
        }
    }

    [Fact]
    public void A_full_cache_of_tokens_in_use_still_takes_a_new_one()
    {
        using VerifiedTokenCache cache = Create(tokens: 2000);
        AccessToken[] inUse = [.. Enumerable.Range(0, 2000).Select(_ => VerifiedTokens.Create())];
        Array.ForEach(inUse, cache.Add);
        Array.ForEach(inUse, token => cache.TryFind(token.Token, out _));
        AccessToken late = VerifiedTokens.Create();

        cache.Add(late);

        Assert.True(cache.TryFind(late.Token, out _));
        Assert.Equal(2000, cache.Count);
    }

    [Fact]
    public void Expired_tokens_leave_by_themselves_a_few_at_a_time()
    {
        SettableTime time = new() { Now = DateTimeOffset.FromUnixTimeSeconds(VerifiedTokens.Expiry - 10) };
        using VerifiedTokenCache cache = Create(tokens: 2000, time: time);
        Array.ForEach([.. Enumerable.Range(0, 2000).Select(_ => VerifiedTokens.Create())], cache.Add);

        cache.RemoveExpired();
        Assert.Equal(2000, cache.Count);

        time.Now = DateTimeOffset.FromUnixTimeSeconds(VerifiedTokens.Expiry + 30);
        cache.RemoveExpired();
        Assert.InRange(cache.Count, 1, 1999);
        Array.ForEach([1, 2, 3], _ => cache.RemoveExpired());
        Assert.Equal((0, 0L), (cache.Count, cache.Bytes));
    }

    [Fact]
    public void Without_room_for_any_it_remembers_none()
    {
        using VerifiedTokenCache cache = Create(tokens: 0);
        AccessToken token = VerifiedTokens.Create();

        cache.Add(token);
        cache.RemoveExpired();

        Assert.False(cache.TryFind(token.Token, out _));
    }

    [Fact]
    public async Task Many_threads_find_what_they_look_for_or_nothing()
    {
        using VerifiedTokenCache cache = Create(tokens: 128);
        AccessToken[] tokens = [.. Enumerable.Range(0, 512).Select(_ => VerifiedTokens.Create())];

        await Task.WhenAll(Enumerable.Range(0, 8).Select(thread => Task.Run(() =>
        {
            Random random = new(thread);
            for (int i = 0; i < 20_000; i++)
            {
                AccessToken token = tokens[random.Next(tokens.Length)];
                if (!cache.TryFind(token.Token, out AccessToken? found))
                {
                    cache.Add(token);
                }
                else
                {
                    Assert.Same(token, found);
                }

                if (i % 100 == 0)
                {
                    cache.Remove(token);
                }
            }
        })));

        Assert.InRange(cache.Count, 1, 128);
        Assert.Equal(cache.Count, tokens.Count(token => cache.TryFind(token.Token, out _)));
        Assert.Equal(cache.Bytes, tokens.Where(token => cache.TryFind(token.Token, out _)).Sum(token => (long)token.Size));
    }

    private static VerifiedTokenCache Create(int tokens, long bytes = 64 << 20, TimeProvider? time = null) =>
        new(Options.Create(new TokenVerificationOptions { CachedTokens = tokens, CachedBytes = bytes }), time ?? TimeProvider.System);
}
