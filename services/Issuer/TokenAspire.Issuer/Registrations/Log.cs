namespace TokenAspire.Issuer.Registrations;

internal static partial class Log
{
    [LoggerMessage(2050, LogLevel.Information, "Client {ClientId} has other secrets than before: {Count} are good.")]
    public static partial void SecretsChanged(ILogger logger, string clientId, int count);

    [LoggerMessage(2051, LogLevel.Error, "The secret {Key} of client {ClientId} has lost its value; what it was before stays good. Set it again.")]
    public static partial void SecretLost(ILogger logger, string key, string clientId);
}
