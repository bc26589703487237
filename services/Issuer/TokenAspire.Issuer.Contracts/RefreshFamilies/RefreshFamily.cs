namespace TokenAspire.Issuer.Contracts.RefreshFamilies;

/// <summary>What every token of a family says.</summary>
public sealed record RefreshFamily
{
    /// <summary>Its own identifier, in logs and spans where a token must not be.</summary>
    public required Guid FamilyId { get; init; }

    /// <summary>The client it belongs to.</summary>
    public required string ClientId { get; init; }

    /// <summary>The <c>sub</c> claim.</summary>
    public required string SubjectId { get; init; }

    /// <summary>The <c>sid</c> claim.</summary>
    public required string SessionId { get; init; }

    /// <summary>The <c>auth_time</c> claim.</summary>
    public required DateTimeOffset AuthenticatedAt { get; init; }

    /// <summary>The scopes granted at the start.</summary>
    public required IReadOnlyList<string> Scopes { get; init; }

    /// <summary>The absolute end.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }
}
