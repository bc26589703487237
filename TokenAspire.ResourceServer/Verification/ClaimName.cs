namespace TokenAspire.ResourceServer;

/// <summary>The claims that usually occur, in the order in which this project's issuer writes them.</summary>
internal enum ClaimName
{
    /// <summary>Any other.</summary>
    Other = -1,

    /// <summary><c>iss</c>.</summary>
    Issuer,

    /// <summary><c>aud</c>.</summary>
    Audience,

    /// <summary><c>sub</c>.</summary>
    Subject,

    /// <summary><c>client_id</c>.</summary>
    ClientId,

    /// <summary><c>scope</c>.</summary>
    Scope,

    /// <summary><c>jti</c>.</summary>
    TokenId,

    /// <summary><c>iat</c>.</summary>
    IssuedAt,

    /// <summary><c>exp</c>.</summary>
    ExpiresAt,

    /// <summary><c>sid</c>.</summary>
    SessionId,

    /// <summary><c>tenant_id</c>.</summary>
    TenantId,

    /// <summary><c>roles</c>.</summary>
    Roles,

    /// <summary><c>auth_time</c>.</summary>
    AuthenticationTime,

    /// <summary><c>nbf</c>.</summary>
    NotBefore,

    /// <summary><c>cnf</c>.</summary>
    Confirmation,

    /// <summary><c>name</c>.</summary>
    Name,
}
