using System.Collections.Concurrent;
using TokenAspire.Issuer.Contracts.Tokens;
using TokenAspire.Issuer.Duende.Requests;

namespace TokenAspire.Issuer.Conformance.DuendeEngine;

/// <summary>Duende's replay cache looks first and adds later; this one does both in the look.</summary>
public sealed class ReplayCacheTests
{
    [Fact]
    public async Task Of_fifty_looks_at_one_identifier_one_finds_it_unused()
    {
        OneTimeReplayCache cache = new(new OnceOnly(), TimeProvider.System);
        using Barrier together = new(50);

        bool[] known = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => Task.Factory.StartNew(
            () =>
            {
                together.SignalAndWait();
                return cache.ExistsAsync("proof", "id", CancellationToken.None);
            },
            TestContext.Current.CancellationToken,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default).Unwrap()));

        Assert.Single(known, used => !used);
        Assert.False(await cache.ExistsAsync("assertion", "id", CancellationToken.None));
    }

    private sealed class OnceOnly : IOneTimeIdentifiers
    {
        private readonly ConcurrentDictionary<TokenHash, DateTimeOffset> _used = new();

        public Task<bool> TryUseAsync(TokenHash identifier, DateTimeOffset expiresAt, CancellationToken cancellationToken) =>
            Task.FromResult(_used.TryAdd(identifier, expiresAt));
    }
}
