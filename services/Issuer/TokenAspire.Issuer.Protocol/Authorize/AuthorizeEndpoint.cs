using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using TokenAspire.Issuer.Contracts.Subjects;
using TokenAspire.Issuer.Protocol.Errors;
using TokenAspire.Issuer.Protocol.Parameters;
using TokenAspire.Issuer.Protocol.Telemetry;

namespace TokenAspire.Issuer.Protocol.Authorize;

/// <summary>The authorization endpoint (RFC 6749 3.1), by GET and POST (OIDC Core 3.1.2.1).</summary>
internal sealed class AuthorizeEndpoint(
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

        AuthorizeValidationResult result = validator.Validate(parameters);
        if (result.Request is not AuthorizeRequest request)
        {
            return Refuse(activity, result.Error!, result.Target);
        }

        DateTimeOffset now = time.GetUtcNow();
        AuthenticatedSubject? subject = await authentication.AuthenticateAsync(context);
        if (subject is not null && !LoginRequirement.IsUnmet(request, subject, now))
        {
            activity.SetOutcome(error: null);
            Log.Authorized(logger, request.Client.ClientId);
            return new RedirectResult(await generator.GenerateAsync(request, subject, context.RequestAborted));
        }

        return request.Prompt.HasFlag(Prompt.None)
            ? Refuse(activity, ProtocolErrors.LoginRequired, request.Target)
            : new RedirectResult(authentication.LoginUrl(LoginReturnUrl.Of(parameters, now)));
    }

    private IResult Refuse(Activity? activity, ProtocolError error, RedirectTarget? target)
    {
        activity.SetOutcome(error);
        Log.AuthorizationRefused(logger, error.Code, error.Description);
        return target is null ? new ErrorPageResult(error) : new RedirectResult(generator.Generate(error, target));
    }
}
