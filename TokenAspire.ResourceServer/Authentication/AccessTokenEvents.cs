using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.Extensions.Primitives;

namespace TokenAspire.ResourceServer;

/// <summary>Finds the token in the request, keeps the verified one with it, and answers refusals.</summary>
internal sealed class AccessTokenEvents(AccessTokenHandler handler, ProofGate proofs) : JwtBearerEvents
{
    private const string Scheme = "Bearer";

    public override Task MessageReceived(MessageReceivedContext context)
    {
        StringValues authorization = context.Request.Headers.Authorization;
        if (authorization.Count > 1)
        {
            // Which of them the next hop would believe is anyone's guess.
            context.Fail(handler.Refuse(RefusalReason.Malformed));
        }
        else if ((BearerToken(authorization.ToString()) ?? DpopToken(authorization.ToString())) is not { } token)
        {
            context.NoResult();
        }
        else if (token.Length == 0)
        {
            context.Fail(handler.Refuse(RefusalReason.Malformed));
        }
        else
        {
            context.Token = token;
        }

        return Task.CompletedTask;
    }

    public override async Task TokenValidated(TokenValidatedContext context)
    {
        AccessToken token = (AccessToken)context.SecurityToken;
        if (await proofs.CheckAsync(context.HttpContext, token, context.Principal!) is { } reason)
        {
            context.Fail(handler.Refuse(reason));
            return;
        }

        context.HttpContext.Features.Set<IAccessTokenFeature>(token);
    }

    public override Task Challenge(JwtBearerChallengeContext context)
    {
        context.HandleResponse();
        return context.AuthenticateFailure is TokenRefusedException refused
            ? RefusalResponse.WriteRefusedAsync(context.HttpContext, refused.Reason)
            : RefusalResponse.WriteTokenRequiredAsync(context.HttpContext);
    }

    public override Task Forbidden(ForbiddenContext context) =>
        RefusalResponse.WriteForbiddenAsync(context.HttpContext, scopes: []);

    private static string? DpopToken(string authorization) =>
        DpopCredentials.TryRead(authorization, out ReadOnlySpan<char> token) ? token.ToString() : null;

    // RFC 6750 section 2.1: "Bearer" 1*SP b64token; the scheme's name is case-insensitive (RFC 9110 section 11.1).
    private static string? BearerToken(string authorization)
    {
        if (!authorization.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        ReadOnlySpan<char> rest = authorization.AsSpan(Scheme.Length);
        return rest.IsEmpty || rest[0] == ' ' ? rest.TrimStart(' ').ToString() : null;
    }
}
