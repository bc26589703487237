namespace TokenAspire.Issuer.Logout;

internal static partial class Log
{
    [LoggerMessage(2610, LogLevel.Debug, "Client {ClientId} was told of the end of a session, attempt {Attempt}.")]
    public static partial void Delivered(ILogger logger, string clientId, int attempt);

    [LoggerMessage(2611, LogLevel.Information, "Client {ClientId} answered the end of a session with {Status}; it will be told again.")]
    public static partial void Refused(ILogger logger, string clientId, int status);

    [LoggerMessage(2612, LogLevel.Warning, "Client {ClientId} could not be told of the end of a session; it is tried again.")]
    public static partial void Unreachable(ILogger logger, Exception exception, string clientId);

    [LoggerMessage(2613, LogLevel.Error, "Client {ClientId} could not be told of the end of a session in {Attempts} attempts and is given up. Its copy of the session ends with its tokens, which are refused already.")]
    public static partial void GivenUp(ILogger logger, string clientId, int attempts);

    [LoggerMessage(2614, LogLevel.Error, "Clients could not be told of ended sessions; the next round follows.")]
    public static partial void RoundFailed(ILogger logger, Exception exception);
}
