using Microsoft.AspNetCore.Http;

namespace TokenAspire.ResourceServer;

/// <summary>Sends the current request's token along unchanged; a request without one goes out without one.</summary>
internal sealed class TokenForwardingHandler(IHttpContextAccessor contexts) : DelegatingHandler
{
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        request.Headers.Remove("Authorization");
        if (contexts.HttpContext?.GetAccessToken() is { } token)
        {
            request.Headers.TryAddWithoutValidation("Authorization", "Bearer " + token);
        }

        return base.SendAsync(request, cancellationToken);
    }
}
