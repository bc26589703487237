using TokenAspire.Issuer.Contracts.Registrations;

namespace TokenAspire.Issuer.Registrations;

/// <summary>Mistakes in a client's entry that leave it usable and not as it was meant.</summary>
internal static class ClientConsistency
{
    private const int LongestName = 100;

    public static IEnumerable<string> Mistakes(ClientEntry client)
    {
        foreach (string twice in Repeated(client.GrantTypes).Concat(Repeated(client.RedirectUris)))
        {
            yield return $"'{twice}' is listed twice; keep one of them.";
        }

        if (client.DisplayName is { } name && (string.IsNullOrWhiteSpace(name) || name.Length > LongestName || name.Any(char.IsControl)))
        {
            yield return $"the DisplayName is what people decide by; use 1 to {LongestName} characters, none of them a control character.";
        }

        if (client.RedirectUris.Count > 0 && !client.GrantTypes.Contains(GrantTypes.AuthorizationCode))
        {
            yield return "RedirectUris serve authorization_code alone; add that grant type or remove them.";
        }

        foreach (string configured in client.RedirectUris.Where(uri => uri.Contains('*', StringComparison.Ordinal) || HasUserInfo(uri)))
        {
            yield return $"redirect URI '{configured}' has a wildcard or a user name; it is matched exactly (RFC 9700 4.1.3): write out each address.";
        }
    }

    private static bool HasUserInfo(string configured) =>
        Uri.TryCreate(configured, UriKind.Absolute, out Uri? uri) && uri.UserInfo.Length > 0;

    private static IEnumerable<string> Repeated(IEnumerable<string> values) =>
        values.GroupBy(value => value, StringComparer.Ordinal).Where(group => group.Count() > 1).Select(group => group.Key);
}
