namespace TokenAspire.ServiceDefaults.Resilience;

/// <summary>
/// A downstream did not answer in time, is failing too often to be asked, or has too many requests waiting.
/// An <see cref="HttpRequestException"/> like any other failure to reach a server, so callers handle one type.
/// </summary>
public sealed class DownstreamUnavailableException : HttpRequestException
{
    /// <summary>Creates the exception.</summary>
    public DownstreamUnavailableException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception with its cause.</summary>
    public DownstreamUnavailableException(string message, Exception cause)
        : base(message, cause)
    {
    }
}
