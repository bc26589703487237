using Duende.IdentityServer.Endpoints.Results;
using Duende.IdentityServer.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using TokenAspire.Issuer.Contracts.Interaction;
using TokenAspire.Issuer.Contracts.Subjects;
using TokenAspire.Issuer.Duende.Requests;
using TokenAspire.Issuer.Protocol.Authorize;
using TokenAspire.Issuer.Protocol.Errors;
using TokenAspire.Issuer.Protocol.PushedAuthorization;
using RedirectResult = TokenAspire.Issuer.Protocol.Authorize.RedirectResult;

namespace TokenAspire.Issuer.Duende.Interaction;

/// <summary>Writes what becomes of an authorization request: the way to the client, to one of the host's pages, or a refusal for the person.</summary>
internal sealed class AuthorizeAnswers(
    AdmittedRequest admitted,
    AuthorizeResponseGenerator generator,
    PushedRequestReader requests,
    ISubjectAuthentication authentication,
    IInteractionPages pages,
    TimeProvider time,
    ILogger<AuthorizeAnswers> logger) : IHttpResponseWriter<AuthorizeResult>, IHttpResponseWriter<AuthorizeInteractionPageResult>
{
    public async Task WriteHttpResponse(AuthorizeResult result, HttpContext context)
    {
        IResult answer = result.Response.IsError
            ? await RefuseAsync(ErrorAnswers.Find(result.Response.Error), context.RequestAborted)
            : Authorize(result.Response.Code);
        await answer.ExecuteAsync(context);
    }

    // To the page, and from there back to the same request, as the other engine has it.
    public async Task WriteHttpResponse(AuthorizeInteractionPageResult result, HttpContext context)
    {
        AuthorizeRequest request = admitted.Authorization!;
        Validation<PresentedRequest> continued = await requests.ContinueAsync(admitted.Presented!, context.RequestAborted);
        IResult answer;
        if (continued.IsValid)
        {
            string returnUrl = LoginReturnUrl.Of(continued.Value, request.Client.ClientId, FirstRequestedAt(request));
            answer = new RedirectResult(result is ConsentPageResult ? pages.ConsentUrl(returnUrl) : authentication.LoginUrl(returnUrl));
        }
        else
        {
            answer = Refuse(continued.Error, target: null);
        }

        await answer.ExecuteAsync(context);
    }

    private async Task<IResult> RefuseAsync(ProtocolError error, CancellationToken cancellationToken)
    {
        // A reference that is spent already leaves nowhere to tell it.
        bool isSpent = error == ProtocolErrors.InvalidRequestUri || !await requests.TakeAsync(admitted.Presented!, cancellationToken);
        return isSpent ? Refuse(ProtocolErrors.InvalidRequestUri, target: null) : Refuse(error, admitted.Authorization!.Target);
    }

    private RedirectResult Authorize(string code)
    {
        Protocol.Authorize.Log.Authorized(logger, admitted.Authorization!.Client.ClientId);
        return new RedirectResult(generator.Generate(code, admitted.Authorization.Target));
    }

    private IResult Refuse(ProtocolError error, RedirectTarget? target)
    {
        admitted.Refusal = error;
        Protocol.Authorize.Log.AuthorizationRefused(logger, error.Code, error.Description);
        return target is null ? new ErrorPageResult(error) : new RedirectResult(generator.Generate(error, target));
    }

    // Over several pages it stays the time of the first visit, which what the person does there is compared with.
    private DateTimeOffset FirstRequestedAt(AuthorizeRequest request)
    {
        DateTimeOffset now = time.GetUtcNow();
        return LoginRequirement.IsReturning(request, now) ? request.LoginRequestedAt!.Value : now;
    }
}
