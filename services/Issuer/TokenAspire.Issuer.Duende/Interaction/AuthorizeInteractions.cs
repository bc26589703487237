using Duende.IdentityServer.Models;
using Duende.IdentityServer.ResponseHandling;
using Duende.IdentityServer.Validation;
using TokenAspire.Issuer.Contracts.Consents;
using TokenAspire.Issuer.Contracts.Subjects;
using TokenAspire.Issuer.Duende.Requests;
using TokenAspire.Issuer.Protocol.Authorize;
using TokenAspire.Issuer.Protocol.Consents;
using TokenAspire.Issuer.Protocol.Errors;

namespace TokenAspire.Issuer.Duende.Interaction;

/// <summary>Which page a person has to see before an authorization request is answered (OIDC Core 3.1.2.3 and 3.1.2.4).</summary>
internal sealed class AuthorizeInteractions(AdmittedRequest admitted, IConsentStore consents, TimeProvider time) : IAuthorizeInteractionResponseGenerator
{
    public async Task<InteractionResponse> ProcessInteractionAsync(ValidatedAuthorizeRequest request, ConsentResponse? consent, CancellationToken ct)
    {
        AuthorizeRequest asked = admitted.Authorization!;
        if (LoginRequirement.IsUnmet(asked, admitted.Subject, time.GetUtcNow()))
        {
            return asked.Prompt.HasFlag(Prompt.None) ? Refused(ProtocolErrors.LoginRequired) : new InteractionResponse { IsLogin = true };
        }

        AuthenticatedSubject subject = admitted.Subject!;
        if (asked.IsDenied)
        {
            return Refused(ProtocolErrors.AccessDenied);
        }

        if (!ConsentRequirement.Applies(asked)
            || !ConsentRequirement.IsUnmet(asked, await consents.FindAsync(subject.SubjectId, asked.Client.ClientId, ct), time.GetUtcNow()))
        {
            return new InteractionResponse();
        }

        return asked.Prompt.HasFlag(Prompt.None) ? Refused(ProtocolErrors.ConsentRequired) : new InteractionResponse { IsConsent = true };
    }

    private static InteractionResponse Refused(ProtocolError error) => new() { Error = error.Code, ErrorDescription = error.Description };
}
