using TokenAspire.Issuer.Contracts.Registrations;
using TokenAspire.Issuer.Protocol.Errors;

namespace TokenAspire.Issuer.Protocol.Authorize;

/// <summary>A valid authorization request.</summary>
internal sealed record AuthorizeRequest
{
    public required ClientRegistration Client { get; init; }

    public required RedirectTarget Target { get; init; }

    public required IReadOnlyList<string> Scopes { get; init; }

    public required string CodeChallenge { get; init; }

    /// <summary>The thumbprint of the key that the code is bound to (RFC 9449 10); null where the client named none.</summary>
    public string? ProofKey { get; init; }

    public string? Nonce { get; init; }

    public Prompt Prompt { get; init; }

    /// <summary>How long ago the person may have logged in; null for as long as their session lives.</summary>
    public TimeSpan? MaxAge { get; init; }

    /// <summary>When the request was first made, if it comes back from the login page.</summary>
    public DateTimeOffset? LoginRequestedAt { get; init; }

    /// <summary>Whether the person has just refused.</summary>
    public bool IsDenied { get; init; }
}

/// <summary>Where the answer goes: only ever made of a registered redirect URI.</summary>
/// <param name="RedirectUri">As presented.</param>
/// <param name="State">Returned unchanged; null where the client sent none.</param>
internal sealed record RedirectTarget(string RedirectUri, string? State);

/// <summary>The values of <c>prompt</c> (OIDC Core 3.1.2.1).</summary>
[Flags]
internal enum Prompt
{
    Unspecified = 0,
    None = 1,
    Login = 2,
    Consent = 4,
}

/// <summary>The valid request, or the error and where to tell it: to the client, or (null) only to the person.</summary>
internal sealed record AuthorizeValidationResult(AuthorizeRequest? Request, ProtocolError? Error, RedirectTarget? Target);
