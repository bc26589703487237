using Microsoft.AspNetCore.Http;
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
    AdmittedRequest admitted) : IRequestGate
{
    public async Task<IResult?> AdmitAsync(HttpContext context)
    {
        bool isGet = HttpMethods.IsGet(context.Request.Method);
        RequestParameters parameters = isGet
            ? RequestParameterReader.ReadQuery(context.Request)
            : await RequestParameterReader.ReadFormAsync(context.Request, context.RequestAborted);
        Validation<PresentedRequest> presented = await requests.ReadAsync(parameters, context.RequestAborted);
        if (!presented.IsValid)
        {
            return new ErrorPageResult(presented.Error);
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
        if (!isGet)
        {
            DuendeForm.Set(context.Request, parameters);
        }

        return null;
    }

    private async Task<IResult> RefuseAsync(PresentedRequest presented, AuthorizeValidationResult result, CancellationToken cancellationToken)
    {
        // Of two answers to one pushed request, this is where one is told that it comes too late.
        if (!await requests.TakeAsync(presented, cancellationToken))
        {
            return new ErrorPageResult(ProtocolErrors.InvalidRequestUri);
        }

        return result.Target is RedirectTarget target
            ? new RedirectResult(generator.Generate(result.Error!, target))
            : new ErrorPageResult(result.Error!);
    }
}
