namespace TokenAspire.Issuer.Contracts.Registrations;

/// <summary>The <c>grant_type</c> values that this issuer knows. Implicit and password are not among them (RFC 9700).</summary>
public static class GrantTypes
{
    public const string AuthorizationCode = "authorization_code";
    public const string ClientCredentials = "client_credentials";
    public const string RefreshToken = "refresh_token";
    public const string DeviceCode = "urn:ietf:params:oauth:grant-type:device_code";

    public const string TokenExchange = "urn:ietf:params:oauth:grant-type:token-exchange";

    /// <summary>All of them, for validation.</summary>
    public static IReadOnlySet<string> All { get; } = new HashSet<string>(StringComparer.Ordinal)
    {
        AuthorizationCode, ClientCredentials, RefreshToken, DeviceCode, TokenExchange,
    };
}
