using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Primitives;

namespace TokenAspire.ResourceServer;

/// <summary>
/// Finds the token in the request, decides about it, keeps the verified one with the request, and answers refusals. It
/// decides here, where the request is at hand, and not in <see cref="AccessTokenHandler"/>: a request that is given up
/// waits for nothing, and no claims are made for a user whom nobody asks for them.
/// </summary>
internal sealed class AccessTokenEvents(RequestAuthenticator authenticator, VerificationOutcome outcome) : JwtBearerEvents
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
        else if (features.Get<LaneRefusal>() is { } refusal)
        {
            context.Fail(outcome.Refuse(refusal.Reason));
        }
        else if (authorization.Count > 1)
        {
            // Which of them the next hop would believe is anyone's guess.
            context.Fail(outcome.Refuse(RefusalReason.Malformed));
        }
        else if (!BearerCredentials.TryRead(authorization.ToString(), out ReadOnlySpan<char> token)
            && !DpopCredentials.TryRead(authorization.ToString(), out token))
        {
            context.NoResult();
        }
        else if (token.IsEmpty)
        {
            context.Fail(outcome.Refuse(RefusalReason.Malformed));
        }
        else
        {
            return AuthenticateAsync(context, token.ToString());
        }

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

    private async Task AuthenticateAsync(MessageReceivedContext context, string token)
    {
        HttpContext request = context.HttpContext;
        if (await authenticator.AuthenticateAsync(request, token) is not { } result)
        {
            context.NoResult();
            return;
        }

        if (result.Refusal is { } reason)
        {
            context.Fail(outcome.Refuse(reason));
            return;
        }

        AccessToken accepted = result.Token!;
        request.Features.Set<IAccessTokenFeature>(accepted);
        context.Principal = new VerifiedUser(accepted) { HasUnsharedProof = ProofGate.IsUnshared(request) };
        accepted.Describe(context.Properties);
        if (context.Options.SaveToken)
        {
            context.Properties.StoreTokens([new AuthenticationToken { Name = "access_token", Value = token }]);
        }

        context.Success();
    }
}
