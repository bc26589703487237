using Duende.IdentityServer.Services;
using TokenAspire.Issuer.Contracts.Tokens;

namespace TokenAspire.Issuer.Duende.Requests;

/// <summary>
/// Identifiers that are good once. Duende looks first and adds later, between which another request can do the same; so
/// the look itself uses the identifier up.
/// </summary>
internal sealed class OneTimeReplayCache(IOneTimeIdentifiers used, TimeProvider time) : IReplayCache
{
    // Longer than anything that carries such an identifier is accepted.
    private static readonly TimeSpan Remembered = TimeSpan.FromHours(1);

    public Task AddAsync(string purpose, string handle, DateTimeOffset expiration, CancellationToken ct) => Task.CompletedTask;

    public async Task<bool> ExistsAsync(string purpose, string handle, CancellationToken ct) =>
        !await used.TryUseAsync(TokenHash.Of($"{purpose}\n{handle}"), time.GetUtcNow() + Remembered, ct);
}
