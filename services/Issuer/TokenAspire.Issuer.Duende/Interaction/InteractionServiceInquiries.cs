using System.Text;
using Duende.IdentityServer.Models;
using Duende.IdentityServer.Services;
using TokenAspire.Issuer.Contracts.Interaction;
using TokenAspire.Issuer.Contracts.Registrations;
using TokenAspire.Issuer.Duende.Requests;
using TokenAspire.Issuer.Protocol;
using TokenAspire.Issuer.Protocol.Parameters;

namespace TokenAspire.Issuer.Duende.Interaction;

/// <summary>Tells the host's pages what Duende knows about the request that they are shown for.</summary>
internal sealed class InteractionServiceInquiries(
    IIdentityServerInteractionService interaction, NarrowedParameters narrowed, IRegistrations registrations) : IAuthorizeInteraction
{
    private const string Prefix = ProtocolPaths.Authorize + "?";

    public async Task<AuthorizeInquiry?> FindAsync(string returnUrl, CancellationToken cancellationToken) =>
        returnUrl.StartsWith(Prefix, StringComparison.Ordinal)
        && returnUrl.Length <= ParameterLimits.Encoded
        && await interaction.GetAuthorizationContextAsync(Narrowed(returnUrl), cancellationToken) is AuthorizationRequest request
        && registrations.FindClient(request.Client.ClientId) is ClientRegistration client
            ? new AuthorizeInquiry(client, [.. request.ValidatedResources.RawScopeValues])
            : null;

    private string Narrowed(string returnUrl) =>
        ProtocolPaths.Authorize + DuendeForm.Query(narrowed.Of(UrlEncodedForm.Parse(Encoding.UTF8.GetBytes(returnUrl[Prefix.Length..]))));

    // Whoever writes this into their own request refuses nobody but themselves.
    public string Denied(string returnUrl) => $"{returnUrl}&{ParameterNames.ConsentDenied}=true";
}
