using System.Collections.Frozen;
using TokenAspire.Issuer.Contracts.Keys;

namespace TokenAspire.Issuer.Contracts.Registrations;

/// <summary>What is registered about a client (RFC 7591 vocabulary). Immutable; a change is a new record.</summary>
public sealed record ClientRegistration
{
    /// <summary>The <c>client_id</c>; never shaped like a subject identifier, so a client's <c>sub</c> cannot equal a user's.</summary>
    public required string ClientId { get; init; }

    /// <summary>What a person sees on the login and consent pages.</summary>
    public required string DisplayName { get; init; }

    /// <summary>Accepted secrets; several while one is being rotated, none for a public client.</summary>
    public IReadOnlyList<ClientSecret> Secrets { get; init; } = [];

    /// <summary>The public keys of a client that authenticates by <c>private_key_jwt</c>; several while one is being rotated.</summary>
    public IReadOnlyList<PublicJwk> Keys { get; init; } = [];

    /// <summary>Values of <see cref="Registrations.GrantTypes"/> that the client may use.</summary>
    public IReadOnlySet<string> GrantTypes { get; init; } = FrozenSet<string>.Empty;

    /// <summary>Scopes that may be granted to the client, identity scopes included.</summary>
    public IReadOnlySet<string> Scopes { get; init; } = FrozenSet<string>.Empty;

    /// <summary>Absolute URIs, matched exactly; only the port of a loopback address may differ (RFC 8252 7.3).</summary>
    public IReadOnlyList<string> RedirectUris { get; init; } = [];

    /// <summary>The form of its access tokens. Default: JWT.</summary>
    public AccessTokenType AccessTokenType { get; init; }

    /// <summary>Whether people are asked before the client gets what it wants: a third party's client.</summary>
    public bool RequiresConsent { get; init; }

    /// <summary>Whether the client's authorization requests have to be pushed (RFC 9126 6).</summary>
    public bool RequirePushedAuthorizationRequests { get; init; }

    /// <summary>Absolute URIs that a logout may lead to, matched exactly (OIDC RP-Initiated Logout 1.0, 3.1).</summary>
    public IReadOnlyList<string> PostLogoutRedirectUris { get; init; } = [];

    /// <summary>Where the client is told that a session of its user ended (OIDC Back-Channel Logout 1.0, 2.2); null where it is not told.</summary>
    public Uri? BackChannelLogoutUri { get; init; }

    /// <summary>Lifetime of an access token. Default: 5 minutes.</summary>
    public TimeSpan AccessTokenLifetime { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How long an authorization can be refreshed, counted from login, whatever happens in between. Default: 30 days.</summary>
    public TimeSpan RefreshFamilyLifetime { get; init; } = TimeSpan.FromDays(30);

    /// <summary>How long one refresh token can wait for its use. Default: 14 days.</summary>
    public TimeSpan RefreshTokenLifetime { get; init; } = TimeSpan.FromDays(14);

    /// <summary>Whether the client gets tokens only with a DPoP proof (<c>dpop_bound_access_tokens</c>, RFC 9449 5.2).</summary>
    public bool RequireDpop { get; init; }

    /// <summary>The clients whose tokens this one may exchange for its own, on behalf of the same person (RFC 8693).</summary>
    public IReadOnlySet<string> MayExchangeTokensOf { get; init; } = FrozenSet<string>.Empty;

    /// <summary>Whether the client may ask about tokens at the introspection endpoint.</summary>
    public bool MayIntrospect { get; init; }

    /// <summary>A client that cannot prove who it is (RFC 6749 2.1).</summary>
    public bool IsPublic => Secrets.Count == 0 && Keys.Count == 0;
}
