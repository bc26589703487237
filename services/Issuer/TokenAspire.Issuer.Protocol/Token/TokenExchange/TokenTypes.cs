namespace TokenAspire.Issuer.Protocol.Token.TokenExchange;

/// <summary>Identifiers of kinds of tokens (RFC 8693 3).</summary>
internal static class TokenTypes
{
    public const string AccessToken = "urn:ietf:params:oauth:token-type:access_token";
}
