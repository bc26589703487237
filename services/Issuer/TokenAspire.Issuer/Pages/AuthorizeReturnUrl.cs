using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.WebUtilities;
using TokenAspire.Issuer.Contracts.DeviceAuthorizations;
using TokenAspire.Issuer.Contracts.Registrations;
using TokenAspire.Issuer.Registrations;

namespace TokenAspire.Issuer.Pages;

/// <summary>Where the login page may lead: to this issuer's own authorize request, to its pages for people, and nowhere else.</summary>
internal static class AuthorizeReturnUrl
{
    private const string Prefix = "/connect/authorize?";
    private const string DeviceCodePrefix = DeviceModel.Path + "?user_code=";
    private const int LongestUrl = 8192;

    /// <summary>
    /// Starts with the path, so it has no host; what follows is a query in visible ASCII, as this issuer
    /// wrote it. No fragment: browsers would carry it along to the client (RFC 9110 10.2.2).
    /// </summary>
    public static bool IsValid(string? returnUrl) => IsOwnPage(returnUrl) || IsAuthorizeRequest(returnUrl);

    /// <summary>The client that the person is about to log in for; null where it is not registered.</summary>
    public static ClientRegistration? FindClient(string returnUrl, IRegistrations registrations) =>
        IsAuthorizeRequest(returnUrl)
        && QueryHelpers.ParseQuery(returnUrl[(Prefix.Length - 1)..]).TryGetValue("client_id", out Microsoft.Extensions.Primitives.StringValues id)
            ? registrations.FindClient(id.ToString())
            : null;

    /// <summary>The origins that an answer to these URIs goes to, as CSP sources; an app's port is chosen at run time.</summary>
    public static IEnumerable<string> Origins(IEnumerable<string> uris) =>
        uris.Select(uri => new Uri(uri)).Select(uri => uri.Scheme switch
        {
            "http" when RedirectUriTemplate.IsLoopbackAddress(uri) => $"http://{uri.Host}:*",
            "https" => uri.GetLeftPart(UriPartial.Authority),
            _ => uri.Scheme + ":",
        }).Distinct(StringComparer.Ordinal);

    private static bool IsAuthorizeRequest([NotNullWhen(true)] string? returnUrl) =>
        returnUrl is not null
        && returnUrl.Length <= LongestUrl
        && returnUrl.StartsWith(Prefix, StringComparison.Ordinal)
        && returnUrl.All(character => character is > ' ' and <= '~' and not '\\' and not '#');

    // The device page with a user code, which only fills in the form there.
    private static bool IsOwnPage(string? returnUrl) =>
        returnUrl is SessionsModel.Path or PasskeysModel.Path or DeviceModel.Path or ConsentsModel.Path
        || (returnUrl?.StartsWith(DeviceCodePrefix, StringComparison.Ordinal) == true
            && UserCode.TryParse(returnUrl[DeviceCodePrefix.Length..])?.Display() == returnUrl[DeviceCodePrefix.Length..]);
}
