using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;
using TokenAspire.Issuer.Contracts.Registrations;
using TokenAspire.Issuer.Protocol.Errors;

namespace TokenAspire.Issuer.Protocol.UserInfo;

/// <summary>Refuses a bearer token (RFC 6750 3).</summary>
internal sealed class BearerChallengeResult(ProtocolError? error) : IResult
{
    /// <summary>RFC 6750 3.1: a request without any token is not told of an error.</summary>
    public static readonly BearerChallengeResult WithoutToken = new(error: null);

    public Task ExecuteAsync(HttpContext httpContext)
    {
        HttpResponse response = httpContext.Response;
        response.StatusCode = error?.Status ?? StatusCodes.Status401Unauthorized;
        response.ContentLength = 0;
        response.Headers[HeaderNames.CacheControl] = "no-store";
        response.Headers[HeaderNames.WWWAuthenticate] = error switch
        {
            null => "Bearer",
            { Status: StatusCodes.Status403Forbidden } => $"Bearer error=\"{error.Code}\", scope=\"{IdentityScopes.OpenId}\"",
            _ => $"Bearer error=\"{error.Code}\", error_description=\"{error.Description}\"",
        };
        return Task.CompletedTask;
    }
}
