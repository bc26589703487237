using Duende.IdentityServer.Endpoints.Results;
using Duende.IdentityServer.Hosting;
using Duende.IdentityServer.ResponseHandling;
using Duende.IdentityServer.Validation;
using Microsoft.AspNetCore.Http;
using TokenAspire.Issuer.Duende.Requests;
using TokenAspire.Issuer.Protocol.Revocation;

namespace TokenAspire.Issuer.Duende.Revocation;

/// <summary>
/// Revokes tokens (RFC 7009) through the revocation log, JWTs too, which Duende knows no way to take back. It is
/// answered 200 when every verifier is told, 202 when the journal knows.
/// </summary>
internal sealed class LoggedRevocations(TokenRevoker revoker, AdmittedRequest admitted)
    : ITokenRevocationResponseGenerator, IHttpResponseWriter<StatusCodeResult>
{
    public async Task<TokenRevocationResponse> ProcessAsync(TokenRevocationRequestValidationResult validationResult, CancellationToken ct)
    {
        admitted.Revocation = (RevocationResult)await revoker.RevokeAsync(validationResult.Token!, admitted.Client!, ct);
        return new TokenRevocationResponse { Success = true };
    }

    public Task WriteHttpResponse(StatusCodeResult result, HttpContext context)
    {
        if (admitted.Revocation is not null)
        {
            return admitted.Revocation.ExecuteAsync(context);
        }

        context.Response.StatusCode = result.StatusCode;
        return Task.CompletedTask;
    }
}
