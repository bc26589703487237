using Microsoft.Extensions.Logging;
using TokenAspire.Issuer.Contracts.Grants;
using TokenAspire.Issuer.Contracts.Telemetry;
using TokenAspire.Issuer.Protocol.Errors;
using TokenAspire.Revocation;

namespace TokenAspire.Issuer.Protocol.Token.AuthorizationCode;

/// <summary>Exchanges a validated code for tokens, once. Of any number of parallel exchanges one succeeds; any other undoes it.</summary>
internal sealed class CodeExchange(
    AuthorizationCodeResponseGenerator generator,
    IAuthorizationCodeStore codes,
    IRevocationPublisher revocations,
    IssuerMetrics metrics,
    ILogger<CodeExchange> logger)
{
    public async Task<Validation<TokenResponse>> ExchangeAsync(
        TokenRequest request, AuthorizationCodeRequest code, CancellationToken cancellationToken)
    {
        PreparedTokens prepared = generator.Prepare(request, code.Grant);
        CodeRedemption redemption = await codes.RedeemAsync(code.Code, prepared.Family, cancellationToken);
        if (redemption is CodeRedemption.Redeemed)
        {
            return await generator.GenerateAsync(request, code, prepared, cancellationToken);
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
