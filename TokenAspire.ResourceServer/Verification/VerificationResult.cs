namespace TokenAspire.ResourceServer;

/// <summary>Either the verified token or the reason it was refused.</summary>
internal readonly record struct VerificationResult(AccessToken? Token, RefusalReason? Refusal)
{
    public static VerificationResult Accepted(AccessToken token) => new(token, Refusal: null);

    public static VerificationResult Refused(RefusalReason reason) => new(Token: null, reason);
}
