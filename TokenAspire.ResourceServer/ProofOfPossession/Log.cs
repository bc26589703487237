using Microsoft.Extensions.Logging;

namespace TokenAspire.ResourceServer;

internal static partial class Log
{
    [LoggerMessage(3020, LogLevel.Error, "No proof of possession can match: the server listens on no address that names a host. Set TokenVerification:ProofOfPossession:PublicUrls to the URLs under which clients know this service, or CheckedAtEdge where no client calls it")]
    public static partial void NoPublicUrl(ILogger logger);

    [LoggerMessage(3021, LogLevel.Error, "Proofs of possession are compared with this process's own memory alone: Redis, which the replicas share, cannot be reached. Sensitive requests with a proof are answered with 503")]
    public static partial void ProofsNotShared(ILogger logger, Exception cause);

    [LoggerMessage(3022, LogLevel.Information, "Proofs of possession are compared with those of all replicas again")]
    public static partial void ProofsSharedAgain(ILogger logger);

    [LoggerMessage(3023, LogLevel.Error, "No more proofs of possession can be remembered, and requests with one are answered with 503 until earlier ones have expired: TokenVerification:ProofOfPossession:RememberedProofs is exhausted")]
    public static partial void ProofsExhausted(ILogger logger);
}
