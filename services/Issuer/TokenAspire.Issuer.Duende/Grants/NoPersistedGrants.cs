using Duende.IdentityServer.Models;
using Duende.IdentityServer.Stores;

namespace TokenAspire.Issuer.Duende.Grants;

/// <summary>Stands where Duende looks for its own table of grants: every grant has a port of this project, and none may end up elsewhere.</summary>
internal sealed class NoPersistedGrants : IPersistedGrantStore
{
    public Task StoreAsync(PersistedGrant grant, CancellationToken ct) => throw Nowhere();

    public Task<PersistedGrant?> GetAsync(string key, CancellationToken ct) => throw Nowhere();

    public Task<IReadOnlyCollection<PersistedGrant>> GetAllAsync(PersistedGrantFilter filter, CancellationToken ct) => throw Nowhere();

    public Task RemoveAsync(string key, CancellationToken ct) => throw Nowhere();

    public Task RemoveAllAsync(PersistedGrantFilter filter, CancellationToken ct) => throw Nowhere();

    private static NotSupportedException Nowhere() => new("Every grant is kept behind a port of this project.");
}
