using Microsoft.AspNetCore.Http;

namespace TokenAspire.ResourceServer;

/// <summary>Decides about the token that a request presents, and whether this request may present it.</summary>
internal sealed class RequestAuthenticator(TokenAuthenticator tokens, ProofGate proofs)
{
    /// <summary>Null when the request was given up meanwhile: there is nobody left to tell.</summary>
    public async ValueTask<VerificationResult?> AuthenticateAsync(HttpContext request, string token)
    {
        try
        {
            VerificationResult result = await tokens.AuthenticateAsync(token, request.RequestAborted);
            return result.Token is { } accepted && await proofs.CheckAsync(request, accepted) is { } reason
                ? VerificationResult.Refused(reason)
                : result;
        }
        catch (OperationCanceledException) when (request.RequestAborted.IsCancellationRequested)
        {
            return null;
        }
    }
}
