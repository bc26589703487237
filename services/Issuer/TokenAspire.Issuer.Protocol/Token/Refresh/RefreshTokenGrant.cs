using Microsoft.Extensions.Logging;
using TokenAspire.Issuer.Contracts.RefreshFamilies;
using TokenAspire.Issuer.Contracts.Telemetry;
using TokenAspire.Issuer.Contracts.Tokens;
using TokenAspire.Issuer.Protocol.Errors;
using TokenAspire.Revocation;

namespace TokenAspire.Issuer.Protocol.Token.Refresh;

/// <summary>Exchanges a refresh token for its successor and a new access token (RFC 6749 6, RFC 9700 4.14.2).</summary>
internal sealed class RefreshTokenGrant(
    RefreshTokenRequestValidator validator,
    RefreshTokenResponseGenerator generator,
    IRefreshFamilyStore families,
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
        if (result.Suspicion is Suspicion suspicion)
        {
            metrics.Suspected(suspicion);
        }

        return result switch
        {
            { Grant: { } family, Issue: { } tokens } when generator.FindSuccessor(validated.Value, prepared, tokens) is OpaqueToken successor =>
                await generator.GenerateAsync(request, successor, family, tokens, cancellationToken),

            // Rotated by an issuer that has a newer secret than this one: it can answer the retry.
            { Issue: not null } => ProtocolErrors.StoreUnavailable(TimeSpan.FromSeconds(1)),
            { Outcome: RotationOutcome.Reuse or RotationOutcome.Suspicious } => await EndAsync(request, result.Outcome),
            { Outcome: RotationOutcome.ScopeExceeded } => ProtocolErrors.InvalidScope,
            { Outcome: RotationOutcome.Limited } => ProtocolErrors.TooManyRequests(result.RetryAfter),
            { Outcome: RotationOutcome.Overloaded } => ProtocolErrors.StoreUnavailable(result.RetryAfter),
            _ => ProtocolErrors.InvalidGrant,
        };
    }

    // The store has ended the session; every verifier must know before this caller learns anything.
    private async Task<ProtocolError> EndAsync(TokenRequest request, RotationOutcome why)
    {
        PublicationOutcome outcome = await revocations.PublishPendingAsync(CancellationToken.None);
        metrics.Revoked(RevocationKind.Session.ToWire(), outcome is PublicationOutcome.Published);
        Log.SessionEnded(logger, request.Client.ClientId, why, outcome);
        return ProtocolErrors.InvalidGrant;
    }
}
