using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using TokenAspire.Gateway.Bff.Issuer;
using TokenAspire.Gateway.Bff.Sessions;

namespace TokenAspire.Gateway.Bff.Login;

/// <summary><c>GET /bff/callback</c>: the issuer's answer to a login, good once and only in the browser that began it.</summary>
internal sealed class CallbackEndpoint(
    CallbackRequestValidator validator,
    IssuerClient issuer,
    IssuerTokenValidator tokens,
    SessionCookie cookie,
    IOptions<BffOptions> options,
    ILogger<CallbackEndpoint> logger)
{
    private readonly BffOptions _options = options.Value;

    public async Task<IResult> HandleAsync(HttpContext context)
    {
        CallbackValidationResult result = validator.Validate(context);
        if (result.Request is not { } request)
        {
            return Refuse(result.Refusal!);
        }

        TokenAnswer answer = await issuer.RedeemAsync(request.Code, request.Attempt.CodeVerifier, LoginEndpoint.RedirectUri(_options));
        if (answer.Tokens is not { } granted)
        {
            return Refuse(answer.Outcome == TokenOutcome.Refused ? LoginRefusal.CodeRefused : LoginRefusal.IssuerUnavailable);
        }

        JsonWebToken? idToken = granted.IdToken is null
            ? null
            : await tokens.ValidateIdTokenAsync(granted.IdToken, request.Attempt.Nonce, granted.AccessToken);
        if (idToken is null)
        {
            Log.IdTokenRefused(logger);
            return Refuse(LoginRefusal.IdTokenRefused);
        }

        // Made from the new tokens alone: nothing of a session that the browser may have had before lives on in it.
        cookie.Write(context, BrowserSession.Create(
            granted,
            IssuerTokenValidator.Text(idToken, "sid")!,
            answer.AskedAt,
            answer.AskedAt + _options.SessionLifetime,
            _options,
            granted.IdToken!));
        Log.LoggedIn(logger);
        context.Response.Headers.CacheControl = "no-store";
        context.Response.Headers["Referrer-Policy"] = "no-referrer";
        return TypedResults.LocalRedirect(request.Attempt.ReturnUrl);
    }

    private LoginRefusal Refuse(LoginRefusal refusal)
    {
        Log.LoginRefused(logger, refusal.Reason);
        return refusal;
    }
}
