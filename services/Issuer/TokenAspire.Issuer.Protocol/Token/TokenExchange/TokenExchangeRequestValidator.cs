using TokenAspire.Issuer.Contracts.RefreshFamilies;
using TokenAspire.Issuer.Contracts.Registrations;
using TokenAspire.Issuer.Contracts.Subjects;
using TokenAspire.Issuer.Protocol.AccessTokens;
using TokenAspire.Issuer.Protocol.Errors;
using TokenAspire.Issuer.Protocol.Parameters;
using TokenAspire.Issuer.Protocol.ResourceIndicators;

namespace TokenAspire.Issuer.Protocol.Token.TokenExchange;

/// <summary>Decides whether a client may act for the person whose token it presents (RFC 8693 2.1).</summary>
internal sealed class TokenExchangeRequestValidator(
    LiveAccessTokens liveTokens,
    ExchangeScopes scopes,
    AccessTokenIssuer tokens,
    ISubjectProfiles profiles,
    ILoginSessions sessions)
{
    // Each exchange makes the token longer; nobody hands a task on that often.
    private const int MostActors = 5;

    public async Task<Validation<TokenExchangeRequest>> ValidateAsync(TokenRequest request, CancellationToken cancellationToken)
    {
        if (FirstBrokenRule(request) is ProtocolError error)
        {
            return error;
        }

        // Its time is taken first: a revocation that the look-ups below do not see yet is later, and reaches it.
        IssuedAccessToken minted = tokens.Mint(request.Client.AccessTokenLifetime);
        if (await liveTokens.FindAsync(request.Parameters[ParameterNames.SubjectToken]!, cancellationToken) is not VerifiedAccessToken subject
            || subject.SessionId is not string sessionId)
        {
            // RFC 8693 2.2.2: invalid_request, whatever is wrong with a token.
            return ProtocolErrors.InvalidRequest.Because("The subject_token is not a live access token of a person.");
        }

        if (!request.Client.MayExchangeTokensOf.Contains(subject.ClientId))
        {
            return ProtocolErrors.UnauthorizedClient.Because("The client may not exchange tokens of the client that has the subject_token.");
        }

        Validation<Actor> actor = await FindActorAsync(request, subject, cancellationToken);
        if (!actor.IsValid)
        {
            return actor.Error;
        }

        Validation<NarrowedScopes> granted = scopes.Of(request, subject);
        if (!granted.IsValid)
        {
            return granted.Error;
        }

        return await profiles.FindAsync(subject.SubjectId, cancellationToken) is SubjectProfile profile
            && await sessions.IsOpenAsync(sessionId, cancellationToken)
                ? new TokenExchangeRequest(EndingWith(subject, minted), subject, granted.Value.Scopes, UserOf(subject, sessionId, profile), actor.Value)
                : ProtocolErrors.InvalidRequest.Because("The session of the subject_token has ended.");
    }

    private static ProtocolError? FirstBrokenRule(TokenRequest request)
    {
        RequestParameters parameters = request.Parameters;
        if (request.Client.IsPublic)
        {
            return ProtocolErrors.UnauthorizedClient;
        }

        if (parameters[ParameterNames.SubjectToken] is null || parameters[ParameterNames.SubjectTokenType] != TokenTypes.AccessToken)
        {
            return ProtocolErrors.InvalidRequest.Because($"subject_token and the subject_token_type {TokenTypes.AccessToken} are required.");
        }

        if (parameters[ParameterNames.RequestedTokenType] is not (null or TokenTypes.AccessToken))
        {
            return ProtocolErrors.InvalidRequest.Because("Only access tokens can be requested.");
        }

        // RFC 8693 2.1: the type is required beside an actor_token, and must not be there without.
        string? actorType = parameters[ParameterNames.ActorToken] is null ? null : TokenTypes.AccessToken;
        return parameters[ParameterNames.ActorTokenType] == actorType
            ? null
            : ProtocolErrors.InvalidRequest.Because($"actor_token_type must be {TokenTypes.AccessToken}, beside an actor_token only.");
    }

    // The client itself, unless it shows a token of its own that says who else: a person at it, for one.
    private async Task<Validation<Actor>> FindActorAsync(TokenRequest request, VerifiedAccessToken subject, CancellationToken cancellationToken)
    {
        string current = request.Client.ClientId;
        if (request.Parameters[ParameterNames.ActorToken] is string actorToken)
        {
            if (await liveTokens.FindAsync(actorToken, cancellationToken) is not VerifiedAccessToken shown || shown.ClientId != request.Client.ClientId)
            {
                return ProtocolErrors.InvalidRequest.Because("The actor_token is not a live access token of the client.");
            }

            current = shown.SubjectId;
        }

        Actor actor = new(current, subject.Actor);
        return actor.Depth <= MostActors
            ? actor
            : ProtocolErrors.InvalidRequest.Because("The subject_token went through too many hands.");
    }

    // Never longer than what it was exchanged for.
    private static IssuedAccessToken EndingWith(VerifiedAccessToken subject, IssuedAccessToken minted)
    {
        DateTimeOffset end = DateTimeOffset.FromUnixTimeSeconds(subject.ExpiresAt);
        return end < minted.ExpiresAt ? minted with { ExpiresAt = end } : minted;
    }

    private static UserClaims UserOf(VerifiedAccessToken subject, string sessionId, SubjectProfile profile) =>
        new(sessionId, DateTimeOffset.FromUnixTimeSeconds(subject.AuthenticatedAt ?? subject.IssuedAt), profile);
}
