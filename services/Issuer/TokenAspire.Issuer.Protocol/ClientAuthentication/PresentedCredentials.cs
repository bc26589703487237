using TokenAspire.Issuer.Protocol.Jwt;

namespace TokenAspire.Issuer.Protocol.ClientAuthentication;

/// <summary>Who the caller says it is.</summary>
/// <param name="ClientId">The client that it names.</param>
/// <param name="Secret">The secret that it shows; null where it shows none.</param>
/// <param name="Assertion">The assertion that it signed, not verified yet; null where there is none.</param>
internal sealed record PresentedCredentials(string ClientId, string? Secret, PresentedJwt? Assertion = null)
{
    /// <summary>Never the secret.</summary>
    public override string ToString() => "[client credentials]";
}
