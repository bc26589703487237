using Duende.IdentityServer.Models;
using Duende.IdentityServer.Services;
using TokenAspire.Issuer.Contracts.Interaction;
using TokenAspire.Issuer.Contracts.Registrations;
using TokenAspire.Issuer.Protocol.Parameters;

namespace TokenAspire.Issuer.Duende.Interaction;

/// <summary>Tells the host's pages what Duende knows about the request that they are shown for.</summary>
internal sealed class InteractionServiceInquiries(IIdentityServerInteractionService interaction, IRegistrations registrations) : IAuthorizeInteraction
{
    public async Task<AuthorizeInquiry?> FindAsync(string returnUrl, CancellationToken cancellationToken) =>
        returnUrl.Length <= ParameterLimits.Encoded
        && await interaction.GetAuthorizationContextAsync(returnUrl, cancellationToken) is AuthorizationRequest request
        && registrations.FindClient(request.Client.ClientId) is ClientRegistration client
            ? new AuthorizeInquiry(client, [.. request.ValidatedResources.RawScopeValues])
            : null;

    // Whoever writes this into their own request refuses nobody but themselves.
    public string Denied(string returnUrl) => $"{returnUrl}&{ParameterNames.ConsentDenied}=true";
}
