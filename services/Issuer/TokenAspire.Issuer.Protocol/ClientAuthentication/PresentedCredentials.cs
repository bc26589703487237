namespace TokenAspire.Issuer.Protocol.ClientAuthentication;

/// <summary>Who the caller says it is.</summary>
/// <param name="ClientId">The client that it names.</param>
/// <param name="Secret">The secret that it shows; null for a public client.</param>
internal sealed record PresentedCredentials(string ClientId, string? Secret)
{
    /// <summary>Never the secret.</summary>
    public override string ToString() => "[client credentials]";
}
