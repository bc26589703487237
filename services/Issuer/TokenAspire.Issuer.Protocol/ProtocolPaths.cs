namespace TokenAspire.Issuer.Protocol;

/// <summary>Where the endpoints are; discovery names the same constants that are mapped.</summary>
internal static class ProtocolPaths
{
    public const string OpenIdConfiguration = "/.well-known/openid-configuration";
    public const string AuthorizationServerMetadata = "/.well-known/oauth-authorization-server";
    public const string Jwks = "/.well-known/openid-configuration/jwks";
    public const string Authorize = "/connect/authorize";
    public const string PushedAuthorization = "/connect/par";
    public const string Token = "/connect/token";
    public const string DeviceAuthorization = "/connect/deviceauthorization";
    public const string EndSession = "/connect/endsession";
    public const string Introspection = "/connect/introspect";
    public const string Revocation = "/connect/revocation";
    public const string UserInfo = "/connect/userinfo";
}
