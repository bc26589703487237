using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.Extensions.Primitives;

namespace TokenAspire.ResourceServer;

/// <summary>Finds the token in the request, keeps the verified one with it, and answers refusals.</summary>
internal sealed class AccessTokenEvents(AccessTokenHandler handler) : JwtBearerEvents
{
    public override Task MessageReceived(MessageReceivedContext context)
    {
        StringValues authorization = context.Request.Headers.Authorization;
        if (context.HttpContext.Features.Get<FastLaneTicket>() is { } ticket)
        {
            Repeat(ticket, context);
        }
        else if (authorization.Count > 1)
        {
            // Which of them the next hop would believe is anyone's guess.
            context.Fail(handler.Refuse(RefusalReason.Malformed));
        }
        else if (!BearerCredentials.TryRead(authorization.ToString(), out ReadOnlySpan<char> token))
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

    public override Task TokenValidated(TokenValidatedContext context)
    {
        context.HttpContext.Features.Set<IAccessTokenFeature>((AccessToken)context.SecurityToken);
        return Task.CompletedTask;
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

    // What the fast lane decided holds for the whole request: the same answer, the same user.
    private void Repeat(FastLaneTicket ticket, MessageReceivedContext context)
    {
        if (ticket.Refusal is { } reason)
        {
            context.Fail(handler.Refuse(reason));
            return;
        }

        context.Principal = ticket.Authenticated;
        ticket.Describe(context.Properties);
        context.Success();
    }
}
