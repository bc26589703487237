using Microsoft.AspNetCore.Http;
using TokenAspire.Issuer.Contracts.RefreshFamilies;
using TokenAspire.Issuer.Protocol.Parameters;

namespace TokenAspire.Issuer.Protocol.Introspection;

/// <summary>Writes what a live refresh token stands for. It has no <c>token_type</c>, so that no resource server takes it for a bearer token.</summary>
internal sealed class ActiveRefreshTokenResult(LiveRefreshToken token) : IResult
{
    public Task ExecuteAsync(HttpContext httpContext) =>
        JsonResponse.WriteAsync(httpContext, StatusCodes.Status200OK, token, static (json, token) =>
        {
            json.WriteBoolean("active"u8, value: true);
            json.WriteString("sub"u8, token.Family.SubjectId);
            json.WriteString("client_id"u8, token.Family.ClientId);
            json.WriteString("scope"u8, ScopeList.Format(token.Family.Scopes));
            json.WriteString("sid"u8, token.Family.SessionId);
            json.WriteNumber("iat"u8, token.IssuedAt.ToUnixTimeSeconds());
            json.WriteNumber("exp"u8, token.ExpiresAt.ToUnixTimeSeconds());
        });
}
