using TokenAspire.Issuer.Contracts.DeviceAuthorizations;
using TokenAspire.Issuer.Contracts.Interaction;

namespace TokenAspire.Issuer.Pages;

/// <summary>The addresses of this host's pages.</summary>
internal sealed class InteractionPages : IInteractionPages
{
    public string LoggedOutUrl => "/logged-out";

    public string ConsentUrl(string returnUrl) => "/consent?returnUrl=" + Uri.EscapeDataString(returnUrl);

    public string DeviceUrl(UserCode? userCode) => userCode is null ? DeviceModel.Path : $"{DeviceModel.Path}?user_code={userCode.Display()}";

    public string LogoutUrl(string returnUrl) => "/logout?returnUrl=" + Uri.EscapeDataString(returnUrl);
}
