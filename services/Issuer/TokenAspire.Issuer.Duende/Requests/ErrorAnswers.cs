using Duende.IdentityServer.Endpoints.Results;
using Duende.IdentityServer.Hosting;
using Microsoft.AspNetCore.Http;
using TokenAspire.Issuer.Protocol.Errors;

namespace TokenAspire.Issuer.Duende.Requests;

/// <summary>Writes Duende's refusals as the catalogue of this project has them: its status, its words, its headers.</summary>
internal sealed class ErrorAnswers(AdmittedRequest admitted)
    : IHttpResponseWriter<TokenErrorResult>, IHttpResponseWriter<TokenRevocationErrorResult>, IHttpResponseWriter<PushedAuthorizationErrorResult>
{
    /// <summary>The error of the catalogue with that code.</summary>
    public static ProtocolError Find(string? code) =>
        ProtocolErrors.All.FirstOrDefault(error => error.Code == code) ?? ProtocolErrors.InvalidRequest;

    public Task WriteHttpResponse(TokenErrorResult result, HttpContext context) =>
        WriteAsync(result.Response.Error, context);

    public Task WriteHttpResponse(TokenRevocationErrorResult result, HttpContext context) =>
        WriteAsync(result.Error, context);

    public Task WriteHttpResponse(PushedAuthorizationErrorResult result, HttpContext context) =>
        WriteAsync(result.Response.Error, context);

    private Task WriteAsync(string? code, HttpContext context)
    {
        admitted.Refusal ??= Find(code);
        return new ErrorResult(admitted.Refusal).ExecuteAsync(context);
    }
}
