namespace TokenAspire.Issuer.Contracts.Tokens;

/// <summary>What opaque access tokens stand for; whoever is shown one has to ask.</summary>
public interface IReferenceTokenStore
{
    /// <summary>Keeps the claims, a JSON object as in the payload of a JWT, under the token's hash.</summary>
    Task StoreAsync(TokenHash token, string claims, DateTimeOffset expiresAt, CancellationToken cancellationToken);

    /// <summary>The claims, expired or not, revoked or not; null where there is no such token.</summary>
    Task<string?> FindAsync(TokenHash token, CancellationToken cancellationToken);
}
