namespace TokenAspire.ResourceServer;

/// <summary>Carries a reason through JwtBearer, which reports failures as exceptions. It is never thrown.</summary>
internal sealed class TokenRefusedException(RefusalReason reason)
    : Exception($"The token was refused: {reason.ToWire()}.")
{
    public RefusalReason Reason { get; } = reason;
}
