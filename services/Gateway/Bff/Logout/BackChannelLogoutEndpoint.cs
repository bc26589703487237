using TokenAspire.Gateway.Bff.Sessions;

namespace TokenAspire.Gateway.Bff.Logout;

/// <summary>
/// <c>POST /bff/backchannel-logout</c>: the issuer says that a session is over (OIDC Back-Channel Logout 1.0, 2.5). It has
/// no cookie to take away; the session is refused whenever its cookie comes.
/// </summary>
internal sealed class BackChannelLogoutEndpoint(LogoutTokenValidator validator, EndedSessions ended, ILogger<BackChannelLogoutEndpoint> logger)
{
    private const string Parameter = "logout_token";

    public async Task<IResult> HandleAsync(HttpContext context)
    {
        // Section 2.8.
        context.Response.Headers.CacheControl = "no-store";
        LogoutValidationResult result = await ReadAsync(context) is { } presented ? await validator.ValidateAsync(presented) : LogoutValidationResult.Missing;
        if (result.SessionId is not { } sessionId)
        {
            Log.LogoutTokenRefused(logger, result.Refusal!);
            return TypedResults.Json(new LogoutError("invalid_request", result.Refusal!), BffJson.Default.LogoutError, statusCode: StatusCodes.Status400BadRequest);
        }

        ended.Add(sessionId);
        Log.SessionEnded(logger);
        return TypedResults.Ok();
    }
    private static async Task<string?> ReadAsync(HttpContext context)
    {
        try
        {
            return context.Request.HasFormContentType && (await context.Request.ReadFormAsync(context.RequestAborted))[Parameter] is [{ Length: > 0 } single]
                ? single
                : null;
        }
        catch (Exception fault) when (fault is InvalidDataException or BadHttpRequestException)
        {
            // It calls itself a form and is none, or is too large.
            return null;
        }
    }
}
