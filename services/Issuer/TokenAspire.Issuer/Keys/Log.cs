using TokenAspire.Issuer.Contracts.Keys;

namespace TokenAspire.Issuer.Keys;

internal static partial class Log
{
    [LoggerMessage(2100, LogLevel.Information, "{Algorithm} key {KeyId} is now {State}.")]
    public static partial void KeyMoved(ILogger logger, string keyId, string algorithm, SigningKeyState state);

    [LoggerMessage(2102, LogLevel.Information, "{Count} stored keys were under a previous secret and are now under the present one.")]
    public static partial void KeysRewrapped(ILogger logger, int count);

    [LoggerMessage(2101, LogLevel.Error, "The key ring could not be refreshed; the keys in memory stay in use.")]
    public static partial void RefreshFailed(ILogger logger, Exception exception);
}
