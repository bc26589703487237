using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using TokenAspire.Issuer.Contracts.Consents;
using TokenAspire.Issuer.Contracts.Interaction;
using TokenAspire.Issuer.Contracts.Subjects;
using TokenAspire.Issuer.Protocol.Consents;
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
    IConsentStore consents,
    IInteractionPages pages,
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
        if (subject is null || LoginRequirement.IsUnmet(request, subject, time.GetUtcNow()))
        {
            return request.Prompt.HasFlag(Prompt.None)
                ? AuthorizeDecision.Refused(ProtocolErrors.LoginRequired, request.Target)
                : AuthorizeDecision.SendTo(authentication.LoginUrl);
        }

        if (request.IsDenied)
        {
            return AuthorizeDecision.Refused(ProtocolErrors.AccessDenied, request.Target);
        }

        if (!ConsentRequirement.Applies(request)
            || !ConsentRequirement.IsUnmet(
                request, await consents.FindAsync(subject.SubjectId, request.Client.ClientId, context.RequestAborted), time.GetUtcNow()))
        {
            return AuthorizeDecision.Authorized(subject);
        }

        return request.Prompt.HasFlag(Prompt.None)
            ? AuthorizeDecision.Refused(ProtocolErrors.ConsentRequired, request.Target)
            : AuthorizeDecision.SendTo(pages.ConsentUrl);
    }

    // Over several pages it stays the time of the first visit, which what the person does there is compared with.
    private DateTimeOffset FirstRequestedAt(AuthorizeRequest request)
    {
        DateTimeOffset now = time.GetUtcNow();
        return LoginRequirement.IsReturning(request, now) ? request.LoginRequestedAt!.Value : now;
    }

    private async Task<IResult> AnswerAsync(
        Activity? activity, PresentedRequest presented, AuthorizeRequest? request, AuthorizeDecision decision, CancellationToken cancellationToken)
    {
        if (decision.Page is not null)
        {
            Validation<PresentedRequest> continued = await requests.ContinueAsync(presented, cancellationToken);
            return continued.IsValid
                ? new RedirectResult(decision.Page(LoginReturnUrl.Of(continued.Value, request!.Client.ClientId, FirstRequestedAt(request))))
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

        if (await generator.GenerateAsync(request!, decision.Subject!, cancellationToken) is not string location)
        {
            return Refuse(activity, ProtocolErrors.AccessDenied, request!.Target);
        }

        activity.SetOutcome(error: null);
        Log.Authorized(logger, request!.Client.ClientId);
        return new RedirectResult(location);
    }

    private IResult Refuse(Activity? activity, ProtocolError error, RedirectTarget? target)
    {
        activity.SetOutcome(error);
        Log.AuthorizationRefused(logger, error.Code, error.Description);
        return target is null ? new ErrorPageResult(error) : new RedirectResult(generator.Generate(error, target));
    }
}
