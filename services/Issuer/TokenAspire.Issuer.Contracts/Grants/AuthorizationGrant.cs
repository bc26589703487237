namespace TokenAspire.Issuer.Contracts.Grants;

/// <summary>What a person authorized at the authorization endpoint; an authorization code stands for it.</summary>
public sealed record AuthorizationGrant
{
    /// <summary>The client that asked, the only one that may redeem it.</summary>
    public required string ClientId { get; init; }

    /// <summary>The <c>sub</c> claim of what is issued.</summary>
    public required string SubjectId { get; init; }

    /// <summary>The <c>sid</c> claim of what is issued.</summary>
    public required string SessionId { get; init; }

    /// <summary>The <c>auth_time</c> claim of what is issued.</summary>
    public required DateTimeOffset AuthenticatedAt { get; init; }

    /// <summary>The granted scopes.</summary>
    public required IReadOnlyList<string> Scopes { get; init; }

    /// <summary>The redirect URI of the request, repeated by the token request (RFC 6749 4.1.3).</summary>
    public required string RedirectUri { get; init; }

    /// <summary>The S256 challenge (RFC 7636); every code has one.</summary>
    public required string CodeChallenge { get; init; }

    /// <summary>The thumbprint of the key that has to be proven at redemption (<c>dpop_jkt</c>, RFC 9449 10); null where the client named none.</summary>
    public string? ProofKey { get; init; }

    /// <summary>Goes into the id token unchanged (OIDC Core 3.1.2.1); null where the client sent none.</summary>
    public string? Nonce { get; init; }

    /// <summary>Whether it rests on a remembered consent to these scopes, without which there is nothing to grant.</summary>
    public bool RestsOnConsent { get; init; }

    /// <summary>When the code dies; at most 60 seconds after it was issued.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }
}
