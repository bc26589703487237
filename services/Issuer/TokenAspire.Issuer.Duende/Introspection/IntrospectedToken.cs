using Duende.IdentityServer.ResponseHandling;
using Duende.IdentityServer.Validation;
using TokenAspire.Issuer.Contracts.RefreshFamilies;
using TokenAspire.Issuer.Contracts.Subjects;
using TokenAspire.Issuer.Contracts.Tokens;
using TokenAspire.Issuer.Protocol.AccessTokens;

namespace TokenAspire.Issuer.Duende.Introspection;

/// <summary>
/// Finds out what a token is (RFC 7662 2.2), by the store and the replica of revocations. Duende's own look at a token
/// takes the time from the machine and knows no revocation of a JWT.
/// </summary>
internal sealed class IntrospectedToken(LiveAccessTokens accessTokens, IRefreshFamilyStore families, ISubjectProfiles profiles)
    : IIntrospectionRequestValidator, IIntrospectionResponseGenerator
{
    private Dictionary<string, object>? _found;

    public async Task<IntrospectionRequestValidationResult> ValidateAsync(IntrospectionRequestValidationContext context, CancellationToken ct)
    {
        string token = context.Parameters["token"]!;
        if (await accessTokens.FindAsync(token, ct) is VerifiedAccessToken accessToken)
        {
            _found = IntrospectionMembers.Of(accessToken, await UserNameAsync(accessToken, ct));
        }
        else if (OpaqueToken.TryParse(token, out OpaqueToken presented)
            && await families.FindLiveAsync(presented.Hash(), ct) is LiveRefreshToken refreshToken
            && refreshToken.Family.ClientId == context.Client!.ClientId)
        {
            // RFC 7662 2.2: a refresh token is for its client alone.
            _found = IntrospectionMembers.Of(refreshToken);
        }

        return new IntrospectionRequestValidationResult
        {
            IsError = false, IsActive = _found is not null, Client = context.Client, Token = token, Parameters = context.Parameters, Claims = [],
        };
    }

    public Task<Dictionary<string, object>> ProcessAsync(IntrospectionRequestValidationResult validationResult, CancellationToken ct) =>
        Task.FromResult(_found ?? new Dictionary<string, object>(StringComparer.Ordinal) { ["active"] = false });

    // Only a person's token has a session.
    private async Task<string?> UserNameAsync(VerifiedAccessToken token, CancellationToken cancellationToken) =>
        token.SessionId is null ? null : (await profiles.FindAsync(token.SubjectId, cancellationToken))?.UserName;
}
