using Microsoft.Extensions.Logging;
using TokenAspire.Issuer.Contracts.RefreshFamilies;
using TokenAspire.Issuer.Contracts.Subjects;
using TokenAspire.Issuer.Contracts.Telemetry;
using TokenAspire.Issuer.Protocol.Errors;
using TokenAspire.Revocation;

namespace TokenAspire.Issuer.Protocol.Token.Refresh;

/// <summary>Exchanges a refresh token for its successor and a new access token (RFC 6749 6, RFC 9700 4.14.2).</summary>
internal sealed class RefreshTokenGrant(
    RefreshTokenRequestValidator validator,
    RefreshTokenResponseGenerator generator,
    IRefreshFamilyStore families,
    ISubjectProfiles profiles,
    IRevocationPublisher revocations,
    IssuerMetrics metrics,
    ILogger<RefreshTokenGrant> logger) : ITokenGrant
{
    public async Task<Validation<TokenResponse>> ExchangeAsync(TokenRequest request, CancellationToken cancellationToken)
    {
        Validation<RefreshTokenRequest> validated = await validator.ValidateAsync(request, cancellationToken);
        if (!validated.IsValid)
        {
            return validated.Error;
        }

        PreparedRotation prepared = generator.Prepare(request, validated.Value);
        RotationResult result = await families.RotateAsync(prepared.Rotation, cancellationToken);
        metrics.Refreshed(result.Outcome);
        switch (result)
        {
            case { Outcome: RotationOutcome.Rotated or RotationOutcome.Grace, Grant: { } family, AccessToken: { } token, Scopes: { } scopes }:
                SubjectProfile? profile = await profiles.FindAsync(family.SubjectId, cancellationToken);
                return profile is null
                    ? ProtocolErrors.InvalidGrant
                    : await generator.GenerateAsync(request, prepared.Successor, family, token, scopes, profile, cancellationToken);

            case { Outcome: RotationOutcome.Reuse }:
                // The store has revoked the family; every verifier must know before this caller learns anything.
                PublicationOutcome outcome = await revocations.PublishPendingAsync(CancellationToken.None);
                metrics.Revoked(RevocationKind.Session.ToWire(), outcome is PublicationOutcome.Published);
                Log.RefreshTokenReused(logger, request.Client.ClientId, outcome.ToString());
                return ProtocolErrors.InvalidGrant;

            case { Outcome: RotationOutcome.ScopeExceeded }:
                return ProtocolErrors.InvalidScope;

            default:
                return ProtocolErrors.InvalidGrant;
        }
    }
}
