using System.Text;
using TokenAspire.Issuer.Contracts.Interaction;
using TokenAspire.Issuer.Protocol.Authorize;
using TokenAspire.Issuer.Protocol.Errors;
using TokenAspire.Issuer.Protocol.Parameters;
using TokenAspire.Issuer.Protocol.PushedAuthorization;

namespace TokenAspire.Issuer.Protocol.Consents;

/// <summary>Reads the authorization request behind a return URL by the rules of the authorization endpoint, without answering it.</summary>
internal sealed class AuthorizeInteraction(PushedRequestReader requests, AuthorizeRequestValidator validator) : IAuthorizeInteraction
{
    private const string Prefix = ProtocolPaths.Authorize + "?";

    public async Task<AuthorizeInquiry?> FindAsync(string returnUrl, CancellationToken cancellationToken)
    {
        if (!returnUrl.StartsWith(Prefix, StringComparison.Ordinal) || returnUrl.Length > ParameterLimits.Encoded)
        {
            return null;
        }

        RequestParameters parameters = UrlEncodedForm.Parse(Encoding.UTF8.GetBytes(returnUrl[Prefix.Length..]));
        Validation<PresentedRequest> presented = await requests.ReadAsync(parameters, cancellationToken);
        return presented.IsValid
            && validator.Validate(presented.Value.Parameters, presented.Value.IsPushed).Request is AuthorizeRequest request
                ? new AuthorizeInquiry(request.Client, request.Scopes)
                : null;
    }

    // Whoever writes this into their own request refuses nobody but themselves.
    public string Denied(string returnUrl) => $"{returnUrl}&{ParameterNames.ConsentDenied}=true";
}
