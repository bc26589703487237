namespace TokenAspire.Issuer.Admin;

/// <summary>The audit lines: who did what. The value of a revocation stands in the journal, under its number.</summary>
internal static partial class Log
{
    [LoggerMessage(2500, LogLevel.Information, "Operator {Actor} revoked by {Kind}, journal entry {Sequence}; published: {Published}.")]
    public static partial void Revoked(ILogger logger, string actor, string kind, long sequence, bool published);

    [LoggerMessage(2501, LogLevel.Information, "Operator {Actor} rotated the signing keys.")]
    public static partial void KeysRotated(ILogger logger, string actor);

    [LoggerMessage(2502, LogLevel.Information, "Operator {Actor} revoked the signing key {KeyId}; published: {Published}.")]
    public static partial void KeyRevoked(ILogger logger, string actor, string keyId, bool published);

    [LoggerMessage(2503, LogLevel.Information, "Operator {Actor} made the account {Subject}.")]
    public static partial void AccountCreated(ILogger logger, string actor, Guid subject);
}
