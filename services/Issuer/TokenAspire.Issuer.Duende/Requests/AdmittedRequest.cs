using TokenAspire.Issuer.Contracts.Registrations;
using TokenAspire.Issuer.Contracts.Subjects;
using TokenAspire.Issuer.Protocol.Authorize;
using TokenAspire.Issuer.Protocol.Errors;
using TokenAspire.Issuer.Protocol.PushedAuthorization;
using TokenAspire.Issuer.Protocol.Revocation;

namespace TokenAspire.Issuer.Duende.Requests;

/// <summary>What the gate found out about the request at hand, for the parts of Duende that ask again.</summary>
internal sealed class AdmittedRequest
{
    /// <summary>The client that is calling, authenticated unless it is public; null where no client calls.</summary>
    public ClientRegistration? Client { get; set; }

    /// <summary>The thumbprint of the key whose possession was proved; null where there was no proof. The proof is used up.</summary>
    public string? ProofKey { get; set; }

    /// <summary>The valid authorization request; null at other endpoints.</summary>
    public AuthorizeRequest? Authorization { get; set; }

    /// <summary>Where its parameters stood; null at other endpoints.</summary>
    public PresentedRequest? Presented { get; set; }

    /// <summary>Who sits at the user agent; null where nobody has logged in, or at other endpoints.</summary>
    public AuthenticatedSubject? Subject { get; set; }

    /// <summary>Why it is refused after all, by the gate, by the store or by Duende; null where it is not, or not yet.</summary>
    public ProtocolError? Refusal { get; set; }

    /// <summary>How a revocation ended; null at other endpoints.</summary>
    public RevocationResult? Revocation { get; set; }
}
