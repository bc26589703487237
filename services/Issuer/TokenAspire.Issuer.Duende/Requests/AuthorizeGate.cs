using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using TokenAspire.Issuer.Contracts.Subjects;
using TokenAspire.Issuer.Protocol.Authorize;
using TokenAspire.Issuer.Protocol.Errors;
using TokenAspire.Issuer.Protocol.Parameters;
using TokenAspire.Issuer.Protocol.PushedAuthorization;

namespace TokenAspire.Issuer.Duende.Requests;

/// <summary>The gate of the authorization endpoint (RFC 6749 3.1).</summary>
internal sealed class AuthorizeGate(
    PushedRequestReader requests,
    AuthorizeRequestValidator validator,
    AuthorizeResponseGenerator generator,
    ISubjectAuthentication authentication,
    NarrowedParameters narrowed,
    AdmittedRequest admitted,
    ILogger<AuthorizeGate> logger) : IRequestGate
{
    public static string Endpoint => "authorize";

    public async Task<IResult?> AdmitAsync(HttpContext context)
    {
        bool isGet = HttpMethods.IsGet(context.Request.Method);
        RequestParameters parameters = isGet
            ? RequestParameterReader.ReadQuery(context.Request)
            : await RequestParameterReader.ReadFormAsync(context.Request, context.RequestAborted);
        Validation<PresentedRequest> presented = await requests.ReadAsync(parameters, context.RequestAborted);
        if (!presented.IsValid)
        {
            return Refuse(presented.Error, target: null);
        }

        AuthorizeValidationResult result = validator.Validate(presented.Value.Parameters, presented.Value.IsPushed);
        if (result.Request is null)
        {
            return await RefuseAsync(presented.Value, result, context.RequestAborted);
        }

        admitted.Presented = presented.Value;
        admitted.Authorization = result.Request;
        admitted.Client = result.Request.Client;
        admitted.Subject = await authentication.AuthenticateAsync(context);
        RequestParameters forDuende = narrowed.Of(parameters);
        if (isGet)
        {
            DuendeForm.SetQuery(context.Request, forDuende);
        }
        else
        {
            DuendeForm.Set(context.Request, forDuende);
        }

        return null;
    }

    private async Task<IResult> RefuseAsync(PresentedRequest presented, AuthorizeValidationResult result, CancellationToken cancellationToken)
    {
        // Of two answers to one pushed request, this is where one is told that it comes too late.
        if (!await requests.TakeAsync(presented, cancellationToken))
        {
            return Refuse(ProtocolErrors.InvalidRequestUri, target: null);
        }

        return Refuse(result.Error!, result.Target);
    }

    private IResult Refuse(ProtocolError error, RedirectTarget? target)
    {
        admitted.Refusal = error;
        Protocol.Authorize.Log.AuthorizationRefused(logger, error.Code, error.Description);
        return target is null ? new ErrorPageResult(error) : new RedirectResult(generator.Generate(error, target));
    }
}
