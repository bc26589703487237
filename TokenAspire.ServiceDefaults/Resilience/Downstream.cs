namespace TokenAspire.ServiceDefaults.Resilience;

internal static class Downstream
{
    /// <summary>Where a request goes, as scheme and authority: <c>https://orders</c> before resolution, <c>https://localhost:5001</c> after.</summary>
    public static string Of(HttpRequestMessage request) =>
        request.RequestUri?.GetLeftPart(UriPartial.Authority) ?? throw new InvalidOperationException("The request has no URI.");
}
