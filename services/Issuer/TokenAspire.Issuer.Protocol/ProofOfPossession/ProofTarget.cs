namespace TokenAspire.Issuer.Protocol.ProofOfPossession;

/// <summary>What a proof has to be made for.</summary>
/// <param name="Method">The request's method.</param>
/// <param name="Path">The endpoint's path, one of <see cref="ProtocolPaths"/>.</param>
/// <param name="AccessToken">The token that it comes with; null where it asks for one.</param>
internal sealed record ProofTarget(string Method, string Path, string? AccessToken = null)
{
    /// <summary>Never the token.</summary>
    public override string ToString() => $"{Method} {Path}";
}
