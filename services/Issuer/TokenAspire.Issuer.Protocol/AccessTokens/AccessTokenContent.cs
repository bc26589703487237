using TokenAspire.Issuer.Contracts.RefreshFamilies;
using TokenAspire.Issuer.Contracts.Registrations;

namespace TokenAspire.Issuer.Protocol.AccessTokens;

/// <summary>What an access token is to say, and to whom it is given.</summary>
internal sealed record AccessTokenContent
{
    /// <summary>Its identity, which the store may know already.</summary>
    public required IssuedAccessToken Token { get; init; }

    /// <summary>The client that gets it.</summary>
    public required ClientRegistration Client { get; init; }

    public required IReadOnlyList<string> Scopes { get; init; }

    /// <summary>Whom it is about; null where the client acts for itself.</summary>
    public UserClaims? User { get; init; }

    /// <summary>Who acts for the person; null where they do themselves.</summary>
    public Actor? Actor { get; init; }

    /// <summary>The thumbprint of the key that it is bound to (<c>cnf.jkt</c>); null for a bearer token.</summary>
    public string? ProofKey { get; init; }
}
