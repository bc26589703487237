using Microsoft.AspNetCore.Http;

namespace TokenAspire.ResourceServer;

/// <summary>
/// Sends the current request's token along unchanged, and with a bound one the proof that came with it; a request without
/// a token goes out without one. A proof is for the edge's eyes: who receives it here has
/// <see cref="ProofOfPossessionOptions.CheckedAtEdge"/> set.
/// </summary>
internal sealed class TokenForwardingHandler(IHttpContextAccessor contexts) : DelegatingHandler
{
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        request.Headers.Remove("Authorization");
        request.Headers.Remove(DpopCredentials.ProofHeader);
        if (contexts.HttpContext is { } context && context.GetAccessToken() is { } token)
        {
            Forward(context.Request.Headers, token, request);
        }

        return base.SendAsync(request, cancellationToken);
    }

    private static void Forward(IHeaderDictionary received, string token, HttpRequestMessage request)
    {
        if (!DpopCredentials.TryRead(received.Authorization, out _))
        {
            request.Headers.TryAddWithoutValidation("Authorization", "Bearer " + token);
            return;
        }

        request.Headers.TryAddWithoutValidation("Authorization", $"{DpopCredentials.Scheme} {token}");
        request.Headers.TryAddWithoutValidation(DpopCredentials.ProofHeader, received[DpopCredentials.ProofHeader].ToString());
    }
}
