using Microsoft.Extensions.Primitives;
using TokenAspire.Issuer.Contracts.Registrations;
using TokenAspire.Issuer.Contracts.Subjects;
using TokenAspire.Issuer.Protocol.AccessTokens;
using TokenAspire.Issuer.Protocol.Errors;

namespace TokenAspire.Issuer.Protocol.UserInfo;

/// <summary>About whom, and how much of it.</summary>
internal sealed record UserInfoRequest(SubjectProfile Profile, bool WithProfile);

/// <summary>Decides whether a token opens userinfo.</summary>
internal sealed class UserInfoRequestValidator(LiveAccessTokens accessTokens, ISubjectProfiles profiles)
{
    private const string Scheme = "Bearer ";

    public async Task<Validation<UserInfoRequest>> ValidateAsync(StringValues authorization, CancellationToken cancellationToken)
    {
        // RFC 6750 2 and 3.1: one token, in one place.
        string header = authorization.ToString();
        if (authorization.Count != 1 || !header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
        {
            return ProtocolErrors.InvalidRequest.Because("One Authorization header with a bearer token is expected.");
        }

        VerifiedAccessToken? token = await accessTokens.FindAsync(header[Scheme.Length..].Trim(' '), cancellationToken);
        if (token is null)
        {
            return ProtocolErrors.InvalidToken;
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
