using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using TokenAspire.Issuer.Contracts.Subjects;
using TokenAspire.Issuer.Protocol.Errors;
using TokenAspire.Issuer.Protocol.Parameters;
using TokenAspire.Issuer.Protocol.PushedAuthorization;
using TokenAspire.Issuer.Protocol.Telemetry;

namespace TokenAspire.Issuer.Protocol.Authorize;

/// <summary>The authorization endpoint (RFC 6749 3.1), by GET and POST (OIDC Core 3.1.2.1).</summary>
internal sealed class AuthorizeEndpoint(
    PushedRequestReader requests,
    AuthorizeRequestValidator validator,
    AuthorizeResponseGenerator generator,
    ISubjectAuthentication authentication,
    TimeProvider time,
    ILogger<AuthorizeEndpoint> logger)
{
    public async Task<IResult> HandleAsync(HttpContext context)
    {
        using Activity? activity = ProtocolActivity.Start("authorize");
        RequestParameters parameters = HttpMethods.IsGet(context.Request.Method)
            ? RequestParameterReader.ReadQuery(context.Request)
            : await RequestParameterReader.ReadFormAsync(context.Request, context.RequestAborted);

        Validation<PresentedRequest> presented = await requests.ReadAsync(parameters, context.RequestAborted);
        if (!presented.IsValid)
        {
            return Refuse(activity, presented.Error, target: null);
        }

        AuthorizeValidationResult result = validator.Validate(presented.Value.Parameters, presented.Value.IsPushed);
        AuthorizeDecision decision = result.Request is AuthorizeRequest request
            ? await DecideAsync(context, request)
            : AuthorizeDecision.Refused(result.Error!, result.Target);
        return await AnswerAsync(activity, presented.Value, result.Request, decision, context.RequestAborted);
    }

    private async Task<AuthorizeDecision> DecideAsync(HttpContext context, AuthorizeRequest request)
    {
        AuthenticatedSubject? subject = await authentication.AuthenticateAsync(context);
        if (subject is not null && !LoginRequirement.IsUnmet(request, subject, time.GetUtcNow()))
        {
            return AuthorizeDecision.Authorized(subject);
        }

        return request.Prompt.HasFlag(Prompt.None)
            ? AuthorizeDecision.Refused(ProtocolErrors.LoginRequired, request.Target)
            : AuthorizeDecision.SendTo(authentication.LoginUrl);
    }

    private async Task<IResult> AnswerAsync(
        Activity? activity, PresentedRequest presented, AuthorizeRequest? request, AuthorizeDecision decision, CancellationToken cancellationToken)
    {
        if (decision.Page is not null)
        {
            Validation<PresentedRequest> continued = await requests.ContinueAsync(presented, cancellationToken);
            return continued.IsValid
                ? new RedirectResult(decision.Page(LoginReturnUrl.Of(continued.Value, request!.Client.ClientId, time.GetUtcNow())))
                : Refuse(activity, continued.Error, target: null);
        }

        // Of two answers to one pushed request, this is where one is told that it comes too late.
        if (!await requests.TakeAsync(presented, cancellationToken))
        {
            return Refuse(activity, ProtocolErrors.InvalidRequestUri, target: null);
        }

        if (decision.Error is not null)
        {
            return Refuse(activity, decision.Error, decision.Target);
        }

        activity.SetOutcome(error: null);
        Log.Authorized(logger, request!.Client.ClientId);
        return new RedirectResult(await generator.GenerateAsync(request, decision.Subject!, cancellationToken));
    }

    private IResult Refuse(Activity? activity, ProtocolError error, RedirectTarget? target)
    {
        activity.SetOutcome(error);
        Log.AuthorizationRefused(logger, error.Code, error.Description);
        return target is null ? new ErrorPageResult(error) : new RedirectResult(generator.Generate(error, target));
    }
}
