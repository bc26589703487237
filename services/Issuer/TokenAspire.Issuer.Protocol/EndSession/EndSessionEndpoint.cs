using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using TokenAspire.Issuer.Contracts.Interaction;
using TokenAspire.Issuer.Contracts.Logout;
using TokenAspire.Issuer.Contracts.Subjects;
using TokenAspire.Issuer.Protocol.Authorize;
using TokenAspire.Issuer.Protocol.Errors;
using TokenAspire.Issuer.Protocol.Parameters;
using TokenAspire.Issuer.Protocol.Telemetry;

namespace TokenAspire.Issuer.Protocol.EndSession;

/// <summary>The logout endpoint (OIDC RP-Initiated Logout 1.0, 2), by GET and POST.</summary>
internal sealed class EndSessionEndpoint(
    EndSessionRequestValidator validator,
    ISubjectAuthentication authentication,
    ISessionTermination sessions,
    IInteractionPages pages,
    ILogger<EndSessionEndpoint> logger)
{
    public async Task<IResult> HandleAsync(HttpContext context)
    {
        using Activity? activity = ProtocolActivity.Start("end session");
        RequestParameters parameters = HttpMethods.IsGet(context.Request.Method)
            ? RequestParameterReader.ReadQuery(context.Request)
            : await RequestParameterReader.ReadFormAsync(context.Request, context.RequestAborted);
        Validation<EndSessionRequest> validated = await validator.ValidateAsync(parameters);
        activity.SetOutcome(validated.Error);
        if (!validated.IsValid)
        {
            Log.LogoutRefused(logger, validated.Error.Code, validated.Error.Description);
            return new ErrorPageResult(validated.Error);
        }

        EndSessionRequest request = validated.Value;
        AuthenticatedSubject? subject = await authentication.AuthenticateAsync(context);

        // 2: without proof that this very session is meant, the person decides; else any page on the
        // web could log them out.
        if (subject is not null && subject.SessionId != request.Hint?.SessionId)
        {
            return new RedirectResult(pages.LogoutUrl(EndSessionUrl.Confirmed(request)));
        }

        // A POST from the client's site brings no cookie of ours (SameSite=Lax); the hint names the session all the same.
        if (request.Hint is not null)
        {
            await sessions.EndAsync(context, request.Hint.SessionId, request.Hint.ClientId, context.RequestAborted);
            Log.LoggedOut(logger, request.Hint.ClientId);
        }

        return new RedirectResult(EndSessionUrl.After(request) ?? pages.LoggedOutUrl);
    }
}
