using TokenAspire.Issuer.Contracts.Registrations;
using TokenAspire.Issuer.Protocol.IdTokens;

namespace TokenAspire.Issuer.Protocol.EndSession;

/// <summary>A valid logout request.</summary>
internal sealed record EndSessionRequest
{
    /// <summary>Who asks; null where the request names nobody.</summary>
    public ClientRegistration? Client { get; init; }

    /// <summary>An id token that this issuer signed, expired or not; null where none that holds was sent.</summary>
    public VerifiedIdToken? Hint { get; init; }

    /// <summary>Where the person goes afterwards, a registered address of the client; null for this issuer's own page.</summary>
    public string? PostLogoutRedirectUri { get; init; }

    /// <summary>Returned unchanged; null where the client sent none.</summary>
    public string? State { get; init; }
}
