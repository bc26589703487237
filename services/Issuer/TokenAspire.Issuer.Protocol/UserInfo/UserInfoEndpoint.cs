using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using TokenAspire.Issuer.Protocol.Errors;
using TokenAspire.Issuer.Protocol.Telemetry;

namespace TokenAspire.Issuer.Protocol.UserInfo;

/// <summary>The userinfo endpoint (OIDC Core 5.3), by GET and POST.</summary>
internal sealed class UserInfoEndpoint(UserInfoRequestValidator validator)
{
    public async Task<IResult> HandleAsync(HttpContext context)
    {
        using Activity? activity = ProtocolActivity.Start("userinfo");
        if (context.Request.Headers.Authorization.Count == 0)
        {
            return BearerChallengeResult.WithoutToken;
        }

        Validation<UserInfoRequest> request = await validator.ValidateAsync(context.Request.Headers.Authorization, context.RequestAborted);
        activity.SetOutcome(request.Error);
        return request.IsValid ? new UserInfoResult(request.Value) : new BearerChallengeResult(request.Error);
    }
}
