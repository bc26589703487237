namespace TokenAspire.Issuer.Contracts.Registrations;

/// <summary>The form of a client's access tokens.</summary>
public enum AccessTokenType
{
    /// <summary>A signed JWT (RFC 9068), verified without a question.</summary>
    Jwt,

    /// <summary>A random value; what it says only introspection tells.</summary>
    Reference,
}
