using System.Security.Claims;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Primitives;

namespace TokenAspire.ResourceServer;

/// <summary>Finds the token in the request, keeps the verified one with it, and answers refusals.</summary>
internal sealed class AccessTokenEvents(AccessTokenHandler handler, ProofGate proofs) : JwtBearerEvents
{
    public override Task MessageReceived(MessageReceivedContext context)
    {
        StringValues authorization = context.Request.Headers.Authorization;
        IFeatureCollection features = context.HttpContext.Features;
        if (features.Get<IAccessTokenFeature>() is FastLaneTicket ticket)
        {
            // What the fast lane decided holds for the whole request: the same answer, the same user.
            context.Principal = ticket.Authenticated;
            ticket.Describe(context.Properties);
            context.Success();
        }
        else if (features.Get<RememberedRefusal>() is { } refusal)
        {
            context.Fail(handler.Refuse(refusal.Reason));
        }
        else if (authorization.Count > 1)
        {
            // Which of them the next hop would believe is anyone's guess.
            context.Fail(handler.Refuse(RefusalReason.Malformed));
        }
        else if (!BearerCredentials.TryRead(authorization.ToString(), out ReadOnlySpan<char> token)
            && !DpopCredentials.TryRead(authorization.ToString(), out token))
        {
            context.NoResult();
        }
        else if (token.IsEmpty)
        {
            context.Fail(handler.Refuse(RefusalReason.Malformed));
        }
        else
        {
            context.Token = token.ToString();
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
        context.Principal = new VerifiedUser(token, (ClaimsIdentity)context.Principal!.Identity!)
        {
            HasUnsharedProof = ProofGate.IsUnshared(context.HttpContext),
        };
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
}
