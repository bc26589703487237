using Microsoft.AspNetCore.Http;
using TokenAspire.Issuer.Contracts.Registrations;
using TokenAspire.Issuer.Contracts.Subjects;
using TokenAspire.Issuer.Protocol.AccessTokens;
using TokenAspire.Issuer.Protocol.Errors;
using TokenAspire.Issuer.Protocol.ProofOfPossession;

namespace TokenAspire.Issuer.Protocol.UserInfo;

/// <summary>About whom, and how much of it.</summary>
internal sealed record UserInfoRequest(SubjectProfile Profile, bool WithProfile);

/// <summary>Decides whether a token opens userinfo.</summary>
internal sealed class UserInfoRequestValidator(LiveAccessTokens accessTokens, ISubjectProfiles profiles, ProofVerifier proofs)
{
    public async Task<Validation<UserInfoRequest>> ValidateAsync(
        PresentedToken presented, HttpRequest request, CancellationToken cancellationToken)
    {
        VerifiedAccessToken? token = await accessTokens.FindAsync(presented.Token, cancellationToken);

        // RFC 9449 7.2: a bound token is worth nothing as a mere bearer token, nor the other way round.
        if (token is null || presented.IsDpop != (token.ProofKey is not null))
        {
            return ProtocolErrors.InvalidToken;
        }

        if (presented.IsDpop)
        {
            ProofTarget target = new(request.Method, ProtocolPaths.UserInfo, presented.Token);
            Validation<ProvenKey> key = await proofs.VerifyAsync(request.Headers[ProofVerifier.Scheme], target, cancellationToken);
            if (key.Value?.Thumbprint != token.ProofKey)
            {
                return key.Error ?? ProtocolErrors.InvalidDpopProof.Because("The access token is bound to another key.");
            }
        }

        // OIDC Core 5.3: only tokens of an OpenID Connect authentication.
        if (!token.Scopes.Contains(IdentityScopes.OpenId, StringComparer.Ordinal))
        {
            return ProtocolErrors.InsufficientScope;
        }

        return await profiles.FindAsync(token.SubjectId, cancellationToken) is SubjectProfile profile
            ? new UserInfoRequest(profile, token.Scopes.Contains(IdentityScopes.Profile, StringComparer.Ordinal))
            : ProtocolErrors.InvalidToken;
    }
}
