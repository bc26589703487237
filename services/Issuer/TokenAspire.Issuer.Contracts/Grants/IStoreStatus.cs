namespace TokenAspire.Issuer.Contracts.Grants;

/// <summary>
/// Whether what is issued could be revoked: a revocation is committed to the store before anybody is told, so no token is
/// issued while the store is away, not even one that would need nothing of it.
/// </summary>
public interface IStoreStatus
{
    /// <summary>When to come again; null while the store answers.</summary>
    TimeSpan? RetryAfter { get; }
}
