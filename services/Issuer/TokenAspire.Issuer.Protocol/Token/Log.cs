using TokenAspire.Issuer.Contracts.RefreshFamilies;
using TokenAspire.Revocation;
using Microsoft.Extensions.Logging;

namespace TokenAspire.Issuer.Protocol.Token;

internal static partial class Log
{
    [LoggerMessage(2201, LogLevel.Debug, "Token issued: grant {GrantType}, client {ClientId}")]
    public static partial void TokenIssued(ILogger logger, string grantType, string clientId);

    [LoggerMessage(2202, LogLevel.Information, "Token refused: grant {GrantType}, client {ClientId}, {Error}: {Description}")]
    public static partial void TokenRefused(ILogger logger, string grantType, string clientId, string error, string description);

    [LoggerMessage(2203, LogLevel.Warning, "An authorization code of client {ClientId} was used a second time; what its first use issued is revoked ({Outcome})")]
    public static partial void CodeReused(ILogger logger, string clientId, string outcome);

    [LoggerMessage(2204, LogLevel.Warning, "A refresh token of client {ClientId} was refused ({Why}) and its session ended ({Outcome})")]
    public static partial void SessionEnded(ILogger logger, string clientId, RotationOutcome why, PublicationOutcome outcome);
}
