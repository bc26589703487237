using Duende.IdentityServer.Configuration;
using Microsoft.Extensions.Options;
using TokenAspire.Issuer.Contracts;
using TokenAspire.Issuer.Contracts.Interaction;
using TokenAspire.Issuer.Duende.Grants;
using TokenAspire.Issuer.Protocol;

namespace TokenAspire.Issuer.Duende;

/// <summary>Sets Duende up as this project has it; the section <c>ProtocolEngine</c> is the only one that an operator needs to know.</summary>
internal sealed class DuendeOptions(IssuerIdentity issuer, IInteractionPages pages, IOptions<ProtocolEngineOptions> engine)
    : IConfigureOptions<IdentityServerOptions>
{
    public void Configure(IdentityServerOptions options)
    {
        options.IssuerUri = issuer.Identifier;
        options.LowerCaseIssuerUri = false;
        // The keys are the key ring's; Duende's own would be a second set, in files.
        options.KeyManagement.Enabled = false;
        options.EmitScopesAsSpaceDelimitedStringInJwt = true;
        options.Discovery.ResponseCacheInterval = (int)engine.Value.MetadataMaxAge.TotalSeconds;
        options.DeviceFlow.DefaultUserCodeType = UserCodes.Type;
        options.DeviceFlow.Interval = (int)engine.Value.DevicePollInterval.TotalSeconds;
        // Duende wants to know one, and is never asked for it: the way to the host's pages is AuthorizeAnswers'.
        options.UserInteraction.LoginUrl = "/login";
        options.UserInteraction.LoginReturnUrlParameter = "returnUrl";
        options.UserInteraction.DeviceVerificationUrl = pages.DeviceUrl(userCode: null);
        options.UserInteraction.DeviceVerificationUserCodeParameter = "user_code";
        // What a token request comes to is counted; the rest this project notes itself.
        options.Events.RaiseSuccessEvents = true;
        options.Events.RaiseFailureEvents = true;
        SwitchOff(options.Endpoints);
    }

    // Sessions end on the host's page. What is not mapped is not served anyway; this way nothing speaks of it either.
    private static void SwitchOff(EndpointsOptions endpoints)
    {
        endpoints.EnableEndSessionEndpoint = false;
        endpoints.EnableCheckSessionEndpoint = false;
        endpoints.EnableBackchannelAuthenticationEndpoint = false;
        endpoints.EnableJwtRequestUri = false;
    }
}
