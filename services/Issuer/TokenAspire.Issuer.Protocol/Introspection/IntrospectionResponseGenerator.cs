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
    public async Task<IResult> GenerateAsync(string token, CancellationToken cancellationToken)
    {
        if (await accessTokens.FindAsync(token, cancellationToken) is VerifiedAccessToken accessToken)
        {
            return new ActiveAccessTokenResult(accessToken, await UserNameAsync(accessToken, cancellationToken));
        }

        return OpaqueToken.TryParse(token, out OpaqueToken presented)
            && await families.FindLiveAsync(presented.Hash(), cancellationToken) is LiveRefreshToken refreshToken
                ? new ActiveRefreshTokenResult(refreshToken)
                : InactiveResult.Instance;
    }

    // Only a person's token has a session.
    private async Task<string?> UserNameAsync(VerifiedAccessToken token, CancellationToken cancellationToken) =>
        token.SessionId is null ? null : (await profiles.FindAsync(token.SubjectId, cancellationToken))?.UserName;
}
