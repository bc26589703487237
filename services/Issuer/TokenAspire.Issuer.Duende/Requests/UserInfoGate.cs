using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using TokenAspire.Issuer.Protocol.Errors;
using TokenAspire.Issuer.Protocol.UserInfo;

namespace TokenAspire.Issuer.Duende.Requests;

/// <summary>The gate of the userinfo endpoint (OIDC Core 5.3). Duende asks for no proof of possession there (RFC 9449 7.1), so it is asked for here.</summary>
internal sealed class UserInfoGate(UserInfoRequestValidator validator, AdmittedRequest admitted) : IRequestGate
{
    public static string Endpoint => "userinfo";

    public async Task<IResult?> AdmitAsync(HttpContext context)
    {
        StringValues authorization = context.Request.Headers.Authorization;
        if (authorization.Count == 0)
        {
            return new ChallengeResult(error: null, isDpop: false);
        }

        PresentedToken? presented = PresentedToken.Read(authorization);
        Validation<UserInfoRequest> request = presented is null
            ? ProtocolErrors.InvalidRequest.Because("One Authorization header with a bearer or DPoP token is expected.")
            : await validator.ValidateAsync(presented, context.Request, context.RequestAborted);
        if (!request.IsValid)
        {
            admitted.Refusal = request.Error;
            return new ChallengeResult(request.Error, presented?.IsDpop is true);
        }

        // The one scheme that Duende reads, in the one spelling.
        context.Request.Headers.Authorization = "Bearer " + presented!.Token;
        return null;
    }
}
