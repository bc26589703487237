using TokenAspire.Issuer.Contracts.RefreshFamilies;

namespace TokenAspire.Issuer.RefreshFamilies;

internal static partial class Log
{
    [LoggerMessage(2300, LogLevel.Warning, "A consumed refresh token of family {FamilyId} of client {ClientId} came back; its login session is ended.")]
    public static partial void TokenReused(ILogger logger, Guid familyId, string clientId);

    [LoggerMessage(2310, LogLevel.Warning, "A refresh token of family {FamilyId} of client {ClientId} was used with suspicion {Suspicion}: {Outcome}.")]
    public static partial void SuspiciousUse(ILogger logger, Guid familyId, string clientId, Suspicion suspicion, RotationOutcome outcome);
}
