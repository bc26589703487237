using Duende.IdentityServer.Endpoints.Results;
using Duende.IdentityServer.Hosting;
using Microsoft.AspNetCore.Http;
using TokenAspire.Issuer.Duende.Tokens;
using TokenAspire.Issuer.Protocol.Errors;

namespace TokenAspire.Issuer.Duende.Requests;

/// <summary>Writes Duende's refusals as the catalogue of this project has them: its status, its words, its headers.</summary>
internal sealed class ErrorAnswers(TokenIssuance issuance)
    : IHttpResponseWriter<TokenErrorResult>, IHttpResponseWriter<TokenRevocationErrorResult>, IHttpResponseWriter<PushedAuthorizationErrorResult>
{
    /// <summary>The error of the catalogue with that code.</summary>
    public static ProtocolError Find(string? code) =>
        ProtocolErrors.All.FirstOrDefault(error => error.Code == code) ?? ProtocolErrors.InvalidRequest;

    public Task WriteHttpResponse(TokenErrorResult result, HttpContext context) =>
        new ErrorResult(issuance.Refusal ?? Find(result.Response.Error)).ExecuteAsync(context);

    public Task WriteHttpResponse(TokenRevocationErrorResult result, HttpContext context) =>
        new ErrorResult(Find(result.Error)).ExecuteAsync(context);

    public Task WriteHttpResponse(PushedAuthorizationErrorResult result, HttpContext context) =>
        new ErrorResult(Find(result.Response.Error)).ExecuteAsync(context);
}
