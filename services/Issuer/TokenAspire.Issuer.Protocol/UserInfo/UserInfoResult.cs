using Microsoft.AspNetCore.Http;
using TokenAspire.Issuer.Protocol.IdTokens;

namespace TokenAspire.Issuer.Protocol.UserInfo;

/// <summary>Writes the claims about a person (OIDC Core 5.3.2).</summary>
internal sealed class UserInfoResult(UserInfoRequest request) : IResult
{
    public Task ExecuteAsync(HttpContext httpContext) =>
        JsonResponse.WriteAsync(httpContext, StatusCodes.Status200OK, request, static (json, request) =>
        {
            json.WriteString("sub"u8, request.Profile.SubjectId);
            if (request.WithProfile)
            {
                ProfileClaims.WriteTo(json, request.Profile);
            }
        });
}
