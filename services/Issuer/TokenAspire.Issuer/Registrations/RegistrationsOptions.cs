namespace TokenAspire.Issuer.Registrations;

/// <summary>What the configuration says about resources and clients; section <c>Registrations</c>.</summary>
internal sealed class RegistrationsOptions
{
    public const string Section = "Registrations";

    /// <summary>The API resources.</summary>
    public List<ResourceEntry> Resources { get; } = [];

    /// <summary>The clients.</summary>
    public List<ClientEntry> Clients { get; } = [];
}

/// <summary>An API resource as configured.</summary>
internal sealed class ResourceEntry
{
    /// <summary>Its audience value.</summary>
    public string Name { get; set; } = "";

    /// <summary>Its scopes, each of one resource only.</summary>
    public List<string> Scopes { get; } = [];

    /// <summary>What people read instead of a scope's name. Default: none.</summary>
    public List<ScopeText> ScopeTexts { get; } = [];
    /// <summary>An absolute URI that clients may name it by, as <c>resource</c>. Default: none, its name is all.</summary>
    public string? Uri { get; set; }

    /// <summary>What its tokens are signed with. Default: RS256.</summary>
    public string SigningAlgorithm { get; set; } = "RS256";
}

/// <summary>A scope in words. A list and not a dictionary, since a configuration key cannot have a colon in it.</summary>
internal sealed class ScopeText
{
    /// <summary>One of the resource's scopes.</summary>
    public string Scope { get; set; } = "";

    /// <summary>What a client can do with it, after "it will be able to".</summary>
    public string Text { get; set; } = "";
}

/// <summary>A client as configured.</summary>
internal sealed class ClientEntry
{
    /// <summary>The <c>client_id</c>.</summary>
    public string ClientId { get; set; } = "";

    /// <summary>What people see. Default: the <c>client_id</c>.</summary>
    public string? DisplayName { get; set; }

    /// <summary>The configuration key of the secret, such as <c>ClientSecrets:Ops</c>; absent for a public client. The secret itself never stands here. Its value is one secret a line: two while it is being changed.</summary>
    public string? SecretKey { get; set; }

    /// <summary>Its public keys as JWKs, such as <c>{ "kty": "EC", "crv": "P-256", "x": "…", "y": "…", "kid": "2026-1" }</c>, for <c>private_key_jwt</c>. An RSA key names its <c>alg</c>.</summary>
    public List<Dictionary<string, string>> Keys { get; } = [];

    /// <summary>The grant types it may use.</summary>
    public List<string> GrantTypes { get; } = [];

    /// <summary>The scopes it may be granted.</summary>
    public List<string> Scopes { get; } = [];

    /// <summary>Absolute URIs; <c>{gateway}</c> stands for Issuer:GatewayUrl.</summary>
    public List<string> RedirectUris { get; } = [];

    /// <summary>The form of its access tokens: <c>Jwt</c>, or <c>Reference</c> for opaque ones that only introspection explains. Default: Jwt.</summary>
    public string AccessTokenType { get; set; } = nameof(Contracts.Registrations.AccessTokenType.Jwt);

    /// <summary>Whether people are asked before it gets what it wants, as a third party's client should be. Default: no.</summary>
    public bool RequiresConsent { get; set; }

    /// <summary>Whether its authorization requests have to be pushed (RFC 9126). Default: no.</summary>
    public bool RequirePushedAuthorizationRequests { get; set; }

    /// <summary>Absolute URIs that a logout may lead to; <c>{gateway}</c> as above.</summary>
    public List<string> PostLogoutRedirectUris { get; } = [];

    /// <summary>An https URI that is told when a session ends; <c>{gateway}</c> as above. Default: none, the client is not told.</summary>
    public string? BackChannelLogoutUri { get; set; }

    /// <summary>Lifetime of an access token. Default: 5 minutes.</summary>
    public TimeSpan AccessTokenLifetime { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>How long an authorization can be refreshed. Default: 30 days.</summary>
    public TimeSpan RefreshFamilyLifetime { get; set; } = TimeSpan.FromDays(30);

    /// <summary>How long one refresh token can wait for its use. Default: 14 days.</summary>
    public TimeSpan RefreshTokenLifetime { get; set; } = TimeSpan.FromDays(14);

    /// <summary>Whether it gets tokens only with a DPoP proof, so that all of them are bound to its key. Default: no.</summary>
    public bool RequireDpop { get; set; }

    /// <summary>The clients whose tokens it may exchange, with the grant type token-exchange. Default: none.</summary>
    public List<string> MayExchangeTokensOf { get; } = [];

    /// <summary>Whether it may call the introspection endpoint. Default: no.</summary>
    public bool MayIntrospect { get; set; }
}
