using System.Net;

namespace TokenAspire.Issuer.Registrations;

/// <summary>A redirect URI as configured: the gateway's address differs from run to run, the rest does not.</summary>
internal static class RedirectUriTemplate
{
    private const string Gateway = "{gateway}";

    public static string Expand(string configured, string gatewayUrl) =>
        configured.StartsWith(Gateway, StringComparison.Ordinal) ? gatewayUrl + configured[Gateway.Length..] : configured;

    public static bool IsLoopbackAddress(Uri uri) =>
        IPAddress.TryParse(uri.Host.Trim('[', ']'), out IPAddress? address) && IPAddress.IsLoopback(address);
}
