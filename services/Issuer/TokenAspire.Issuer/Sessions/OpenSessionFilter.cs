using System.Security.Claims;
using Microsoft.Net.Http.Headers;
using TokenAspire.Issuer.Contracts.Subjects;
using TokenAspire.ResourceServer;

namespace TokenAspire.Issuer.Sessions;

/// <summary>
/// Refuses tokens of a session that was ended, by the session's own row: a stolen token must not show or end the others
/// of its person while the revocation stream is away.
/// </summary>
internal sealed class OpenSessionFilter(ILoginSessions sessions) : IEndpointFilter
{
    private static readonly string Reason = RefusalReason.RevokedSession.ToWire();

    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        HttpContext http = context.HttpContext;
        if (await sessions.IsOpenAsync(http.User.FindFirstValue("sid") ?? "", http.RequestAborted))
        {
            return await next(context);
        }

        // RFC 6750 section 3.1, and the member that every refusal of a token has.
        http.Response.Headers[HeaderNames.WWWAuthenticate] = $"Bearer error=\"invalid_token\", error_description=\"The token was refused: {Reason}\"";
        return TypedResults.Problem(
            statusCode: StatusCodes.Status401Unauthorized,
            title: "The access token was refused.",
            extensions: [new KeyValuePair<string, object?>("reason", Reason)]);
    }
}
