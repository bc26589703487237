namespace TokenAspire.Issuer.Contracts.Consents;

/// <summary>What people have let clients do.</summary>
public interface IConsentStore
{
    /// <summary>The consent of a person to a client; null where there is none.</summary>
    Task<Consent?> FindAsync(string subjectId, string clientId, CancellationToken cancellationToken);
}

/// <summary>A person's consent to a client, remembered until they withdraw it.</summary>
/// <param name="ClientId">The client.</param>
/// <param name="Scopes">Everything that was consented to, at whatever time.</param>
/// <param name="GivenAt">When the person last said yes.</param>
public sealed record Consent(string ClientId, IReadOnlyList<string> Scopes, DateTimeOffset GivenAt);
