using TokenAspire.Issuer.Contracts.Tokens;

namespace TokenAspire.Issuer.Contracts.RefreshFamilies;

/// <summary>One use of a refresh token, with everything that its success will have to store.</summary>
public sealed record RotationRequest
{
    /// <summary>The token that the client presented.</summary>
    public required TokenHash Presented { get; init; }

    /// <summary>The authenticated (or, for a public client, named) client.</summary>
    public required string ClientId { get; init; }

    /// <summary>The device that presents it; null where the client named none.</summary>
    public string? DeviceId { get; init; }

    /// <summary>The scopes asked for; null for all that the family has. It may shrink, never grow (RFC 6749 6).</summary>
    public IReadOnlyList<string>? RequestedScopes { get; init; }

    /// <summary>The successor that will replace it, derived from it by <see cref="ISuccessorDerivation"/>.</summary>
    public required TokenHash Successor { get; init; }

    /// <summary>How long the successor can wait for its use; the family's own end caps it.</summary>
    public required TimeSpan SuccessorLifetime { get; init; }

    /// <summary>The access token that will be issued with the successor.</summary>
    public required IssuedAccessToken AccessToken { get; init; }

    /// <summary>See <see cref="NewRefreshFamily.UserAgent"/>.</summary>
    public string? UserAgent { get; init; }

    /// <summary>See <see cref="NewRefreshFamily.RemoteAddress"/>.</summary>
    public string? RemoteAddress { get; init; }

    /// <summary>The browser and the place behind the request.</summary>
    public RequestOrigin Origin { get; init; } = RequestOrigin.Unknown;
}
