using Microsoft.AspNetCore.Http;
using TokenAspire.Issuer.Protocol.AccessTokens;
using TokenAspire.Issuer.Protocol.Jwt;
using TokenAspire.Issuer.Protocol.Parameters;
using TokenAspire.Issuer.Protocol.ProofOfPossession;

namespace TokenAspire.Issuer.Protocol.Introspection;

/// <summary>Writes what a live access token says (RFC 7662 2.2).</summary>
internal sealed class ActiveAccessTokenResult(VerifiedAccessToken token, string? userName) : IResult
{
    public Task ExecuteAsync(HttpContext httpContext) =>
        JsonResponse.WriteAsync(httpContext, StatusCodes.Status200OK, (token, userName), static (json, state) =>
        {
            (VerifiedAccessToken token, string? userName) = state;
            json.WriteBoolean("active"u8, value: true);
            json.WriteString("token_type"u8, token.ProofKey is null ? "Bearer" : ProofVerifier.Scheme);
            json.WriteString("iss"u8, token.Issuer);
            json.WriteStrings("aud"u8, token.Audiences);
            json.WriteString("sub"u8, token.SubjectId);
            json.WriteString("client_id"u8, token.ClientId);
            json.WriteString("scope"u8, ScopeList.Format(token.Scopes));
            json.WriteString("jti"u8, token.TokenId);
            json.WriteNumber("iat"u8, token.IssuedAt);
            json.WriteNumber("exp"u8, token.ExpiresAt);
            token.Actor?.WriteTo(json);
            if (token.ProofKey is not null)
            {
                // RFC 9449 6.2.
                json.WriteStartObject("cnf"u8);
                json.WriteString("jkt"u8, token.ProofKey);
                json.WriteEndObject();
            }

            if (token.SessionId is not null)
            {
                json.WriteString("sid"u8, token.SessionId);
                json.WriteString("tenant_id"u8, token.TenantId);
                json.WriteStrings("roles"u8, token.Roles);
            }

            if (userName is not null)
            {
                json.WriteString("username"u8, userName);
            }
        });
}
