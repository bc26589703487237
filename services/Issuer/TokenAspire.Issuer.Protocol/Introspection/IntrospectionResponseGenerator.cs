using TokenAspire.Issuer.Contracts.Registrations;
using Microsoft.AspNetCore.Http;
using TokenAspire.Issuer.Contracts.RefreshFamilies;
using TokenAspire.Issuer.Contracts.Subjects;
using TokenAspire.Issuer.Contracts.Tokens;
using TokenAspire.Issuer.Protocol.AccessTokens;

namespace TokenAspire.Issuer.Protocol.Introspection;

/// <summary>Finds out what a token is. <c>token_type_hint</c> is not needed: a token is of one kind only.</summary>
internal sealed class IntrospectionResponseGenerator(
    LiveAccessTokens accessTokens, IRefreshFamilyStore families, ISubjectProfiles profiles)
{
    public async Task<IResult> GenerateAsync(ClientRegistration caller, string token, CancellationToken cancellationToken)
    {
        if (await accessTokens.FindAsync(token, cancellationToken) is VerifiedAccessToken accessToken)
        {
            return new ActiveAccessTokenResult(accessToken, await UserNameAsync(accessToken, cancellationToken));
        }

        // RFC 7662 2.2: what is not for the caller is inactive to it. A refresh token is for its client alone; a resource
        // server that was shown one must not learn that it is good.
        return OpaqueToken.TryParse(token, out OpaqueToken presented)
            && await families.FindLiveAsync(presented.Hash(), cancellationToken) is LiveRefreshToken refreshToken
            && refreshToken.Family.ClientId == caller.ClientId
                ? new ActiveRefreshTokenResult(refreshToken)
                : InactiveResult.Instance;
    }

    // Only a person's token has a session.
    private async Task<string?> UserNameAsync(VerifiedAccessToken token, CancellationToken cancellationToken) =>
        token.SessionId is null ? null : (await profiles.FindAsync(token.SubjectId, cancellationToken))?.UserName;
}
