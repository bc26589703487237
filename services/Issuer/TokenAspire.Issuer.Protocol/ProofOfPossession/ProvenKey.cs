namespace TokenAspire.Issuer.Protocol.ProofOfPossession;

/// <summary>The key whose possession a request proved.</summary>
/// <param name="Thumbprint">Its thumbprint, for <c>cnf.jkt</c>; null where there was no proof, and none was needed.</param>
internal sealed record ProvenKey(string? Thumbprint)
{
    public static readonly ProvenKey None = new(Thumbprint: null);
}
