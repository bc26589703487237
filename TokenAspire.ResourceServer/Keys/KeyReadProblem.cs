using System.Globalization;
using System.Net;

namespace TokenAspire.ResourceServer;

/// <summary>The issuer answered, and what it says about itself cannot be relied upon.</summary>
internal sealed class IssuerDocumentException(string problem, string fix, Exception? cause = null)
    : Exception($"The issuer's keys cannot be used: {problem}.", cause)
{
    public KeyReadProblem Problem { get; } = new(problem, fix);
}

/// <summary>What keeps the issuer's keys from being read, in words, and what mends it.</summary>
internal sealed record KeyReadProblem(string Problem, string Fix)
{
    /// <summary>Tells the usual mistakes apart; anything else is told by the exception that is logged with it.</summary>
    public static KeyReadProblem Of(Exception fault) => fault switch
    {
        IssuerDocumentException document => document.Problem,
        HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError } =>
            new("its name cannot be resolved", "correct the host in TokenVerification:Authority, or the name service"),
        HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError } =>
            new("its TLS certificate is not accepted", "trust the certificate's authority on this machine (in development: dotnet dev-certs https --trust), and use a host name that is in the certificate"),
        HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError } =>
            new("nobody listens there", "start the issuer, or correct host and port in TokenVerification:Authority"),
        HttpRequestException { StatusCode: HttpStatusCode.NotFound } =>
            new("it has no discovery document (404)", "set TokenVerification:Authority to the issuer's own URL, path included"),
        HttpRequestException { StatusCode: { } status } =>
            new($"it answers with {((int)status).ToString(CultureInfo.InvariantCulture)}", "look into the issuer's own log"),
        OperationCanceledException or TimeoutException =>
            new("it does not answer in time", "is it overloaded, or a firewall in the way? TokenVerification:KeyRefreshTimeout is how long is waited"),
        _ => new("it cannot be asked", "the exception tells more"),
    };
}
