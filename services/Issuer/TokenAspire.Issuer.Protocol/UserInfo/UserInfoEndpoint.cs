using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using TokenAspire.Issuer.Protocol.Errors;
using TokenAspire.Issuer.Protocol.Telemetry;

namespace TokenAspire.Issuer.Protocol.UserInfo;

/// <summary>The userinfo endpoint (OIDC Core 5.3), by GET and POST.</summary>
internal sealed class UserInfoEndpoint(UserInfoRequestValidator validator)
{
    public async Task<IResult> HandleAsync(HttpContext context)
    {
        using Activity? activity = ProtocolActivity.Start("userinfo");
        StringValues authorization = context.Request.Headers.Authorization;
        if (authorization.Count == 0)
        {
            return new ChallengeResult(error: null, isDpop: false);
        }

        PresentedToken? presented = PresentedToken.Read(authorization);
        Validation<UserInfoRequest> request = presented is null
            ? ProtocolErrors.InvalidRequest.Because("One Authorization header with a bearer or DPoP token is expected.")
            : await validator.ValidateAsync(presented, context.Request, context.RequestAborted);
        activity.SetOutcome(request.Error);
        return request.IsValid ? new UserInfoResult(request.Value) : new ChallengeResult(request.Error, presented?.IsDpop is true);
    }
}
