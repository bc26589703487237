namespace TokenAspire.ServiceDefaults.Discovery;

/// <summary>A service name that configuration does not resolve.</summary>
public sealed class UnknownServiceException : HttpRequestException
{
    /// <summary>Creates the exception for a service URI.</summary>
    public UnknownServiceException(Uri service)
        : base(HttpRequestError.NameResolutionError, Describe(service))
    {
    }

    private static string Describe(Uri service)
    {
        ArgumentNullException.ThrowIfNull(service);
        string scheme = service.Scheme.Split('+')[0];
        return $"No address is configured for the service '{service.Host}' ({service.Scheme}). "
            + $"Reference it in the app host (WithReference) or set services__{service.Host}__{scheme}__0.";
    }
}
