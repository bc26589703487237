using Microsoft.AspNetCore.WebUtilities;
using TokenAspire.Issuer.Contracts.Registrations;

namespace TokenAspire.Issuer.Pages;

/// <summary>Where the logout page may lead: to this issuer's own logout request and nowhere else; that decides about the rest.</summary>
internal static class EndSessionReturnUrl
{
    /// <summary>A request without parameters, for whoever opens the page by hand.</summary>
    public const string Default = "/connect/endsession";

    private const int LongestUrl = 8192;

    public static bool IsValid(string returnUrl) =>
        returnUrl == Default
        || (returnUrl.Length <= LongestUrl
            && returnUrl.StartsWith(Default + "?", StringComparison.Ordinal)
            && returnUrl.All(character => character is > ' ' and <= '~' and not '\\' and not '#'));

    /// <summary>The client that asks; null where none is named.</summary>
    public static ClientRegistration? FindClient(string returnUrl, IRegistrations registrations) =>
        QueryHelpers.ParseQuery(returnUrl[Default.Length..]).TryGetValue("client_id", out Microsoft.Extensions.Primitives.StringValues id)
            ? registrations.FindClient(id.ToString())
            : null;
}
