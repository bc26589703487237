using Microsoft.Extensions.Logging;
using TokenAspire.Issuer.Contracts.Grants;
using TokenAspire.Issuer.Contracts.Telemetry;
using TokenAspire.Issuer.Protocol.Errors;
using TokenAspire.Revocation;

namespace TokenAspire.Issuer.Protocol.Token.AuthorizationCode;

/// <summary>Exchanges a code for tokens (RFC 6749 4.1.3). Of any number of parallel exchanges one succeeds; any other undoes it.</summary>
internal sealed class AuthorizationCodeGrant(
    AuthorizationCodeRequestValidator validator,
    AuthorizationCodeResponseGenerator generator,
    IAuthorizationCodeStore codes,
    IRevocationPublisher revocations,
    IssuerMetrics metrics,
    ILogger<AuthorizationCodeGrant> logger) : ITokenGrant
{
    public async Task<Validation<TokenResponse>> ExchangeAsync(TokenRequest request, CancellationToken cancellationToken)
    {
        Validation<AuthorizationCodeRequest> validated = await validator.ValidateAsync(request, cancellationToken);
        if (!validated.IsValid)
        {
            return validated.Error;
        }

        PreparedTokens prepared = generator.Prepare(request, validated.Value.Grant);
        CodeRedemption redemption = await codes.RedeemAsync(validated.Value.Code, prepared.Family, cancellationToken);
        if (redemption is CodeRedemption.Redeemed)
        {
            return await generator.GenerateAsync(request, validated.Value, prepared, cancellationToken);
        }

        if (redemption is CodeRedemption.AlreadyRedeemed)
        {
            // RFC 6749 4.1.2: a code used twice was seen by somebody else; the store has revoked what it
            // issued, and every verifier must know before this caller learns anything.
            PublicationOutcome outcome = await revocations.PublishPendingAsync(CancellationToken.None);
            metrics.Revoked(RevocationKind.Token.ToWire(), outcome is PublicationOutcome.Published);
            Log.CodeReused(logger, request.Client.ClientId, outcome.ToString());
        }

        return ProtocolErrors.InvalidGrant;
    }
}
