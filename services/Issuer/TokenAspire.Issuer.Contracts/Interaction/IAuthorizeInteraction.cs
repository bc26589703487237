using TokenAspire.Issuer.Contracts.Registrations;

namespace TokenAspire.Issuer.Contracts.Interaction;

/// <summary>What the pages on the way of an authorization request have to know about it.</summary>
public interface IAuthorizeInteraction
{
    /// <summary>The request behind the address that a page was given to return to; null where it is none, or not valid any more.</summary>
    /// <param name="returnUrl">A path and query of this issuer.</param>
    /// <param name="cancellationToken">Cancels the look-up.</param>
    Task<AuthorizeInquiry?> FindAsync(string returnUrl, CancellationToken cancellationToken);

    /// <summary>The address that answers the request with <c>access_denied</c>.</summary>
    string Denied(string returnUrl);
}

/// <summary>What a client asks a person for.</summary>
/// <param name="Client">The client.</param>
/// <param name="Scopes">The scopes that it asks for.</param>
public sealed record AuthorizeInquiry(ClientRegistration Client, IReadOnlyList<string> Scopes);
