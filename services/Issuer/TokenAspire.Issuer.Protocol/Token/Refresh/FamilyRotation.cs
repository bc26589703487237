using Microsoft.Extensions.Logging;
using TokenAspire.Issuer.Contracts.RefreshFamilies;
using TokenAspire.Issuer.Contracts.Telemetry;
using TokenAspire.Issuer.Contracts.Tokens;
using TokenAspire.Issuer.Protocol.Errors;
using TokenAspire.Revocation;

namespace TokenAspire.Issuer.Protocol.Token.Refresh;

/// <summary>A use of a refresh token that gets an answer.</summary>
/// <param name="Successor">The next refresh token.</param>
/// <param name="Family">What it stands for.</param>
/// <param name="Tokens">What to issue with it.</param>
internal sealed record RotatedFamily(OpaqueToken Successor, RefreshFamily Family, RotatedTokens Tokens);

/// <summary>Uses a refresh token, whoever writes the answer: one transaction of the store, counted, and published where it ended a session.</summary>
internal sealed class FamilyRotation(
    RefreshTokenResponseGenerator generator,
    IRefreshFamilyStore families,
    IRevocationPublisher revocations,
    IssuerMetrics metrics,
    ILogger<FamilyRotation> logger)
{
    public async Task<Validation<RotatedFamily>> RotateAsync(
        TokenRequest request, RefreshTokenRequest validated, CancellationToken cancellationToken)
    {
        PreparedRotation prepared = generator.Prepare(request, validated);
        RotationResult result = await families.RotateAsync(prepared.Rotation, cancellationToken);
        metrics.Refreshed(result.Outcome);
        if (result.Suspicion is Suspicion suspicion)
        {
            metrics.Suspected(suspicion);
        }

        return result switch
        {
            { Grant: { } family, Issue: { } tokens } when generator.FindSuccessor(validated, prepared, tokens) is OpaqueToken successor =>
                new RotatedFamily(successor, family, tokens),

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
