namespace TokenAspire.ResourceServer;

/// <summary>Decides about a token, by its signature or by asking the issuer: the same rules, reasons and result either way.</summary>
internal interface IAccessTokenVerifier
{
    ValueTask<VerificationResult> VerifyAsync(string token, CancellationToken ct);
}
