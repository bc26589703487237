namespace TokenAspire.Issuer.Registrations;

/// <summary>What can be wrong about a client's logout addresses.</summary>
internal static class LogoutMistakes
{
    public static IEnumerable<string> Of(ClientEntry client, string gatewayUrl)
    {
        foreach (string configured in client.PostLogoutRedirectUris)
        {
            if (PostLogoutMistake(RedirectUriTemplate.Expand(configured, gatewayUrl)) is string mistake)
            {
                yield return $"post-logout redirect URI '{configured}' {mistake}";
            }
        }

        // OIDC Back-Channel Logout 1.0, 2.2: absolute, without a fragment; a logout token goes over TLS only.
        if (client.BackChannelLogoutUri is string backChannel
            && !(TryParse(RedirectUriTemplate.Expand(backChannel, gatewayUrl), out Uri? uri) && uri.Scheme == Uri.UriSchemeHttps && uri.Fragment.Length == 0))
        {
            yield return $"BackChannelLogoutUri '{backChannel}' is not an https URI without a fragment; write scheme, host and path.";
        }
    }

    private static string? PostLogoutMistake(string value)
    {
        if (!TryParse(value, out Uri? uri))
        {
            return "is not absolute; write scheme and host.";
        }

        if (value.Contains('#', StringComparison.Ordinal))
        {
            return "has a fragment; remove it.";
        }

        return uri.Scheme == Uri.UriSchemeHttps || (uri.Scheme == Uri.UriSchemeHttp && RedirectUriTemplate.IsLoopbackAddress(uri))
            ? null
            : $"is {uri.Scheme}; use https, or http://127.0.0.1 for an app on the person's own machine.";
    }

    private static bool TryParse(string value, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out Uri? uri) =>
        Uri.TryCreate(value, UriKind.Absolute, out uri) && !value.StartsWith('/');
}
