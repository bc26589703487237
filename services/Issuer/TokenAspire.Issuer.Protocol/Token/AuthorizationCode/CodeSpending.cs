using Microsoft.Extensions.Logging;
using TokenAspire.Issuer.Contracts.Grants;
using TokenAspire.Issuer.Contracts.Telemetry;
using TokenAspire.Issuer.Protocol.Errors;
using TokenAspire.Revocation;

namespace TokenAspire.Issuer.Protocol.Token.AuthorizationCode;

/// <summary>Spends a validated code, whoever writes the answer. Of any number of parallel calls one succeeds; any other undoes it.</summary>
internal sealed class CodeSpending(
    AuthorizationCodeResponseGenerator generator,
    IAuthorizationCodeStore codes,
    IRevocationPublisher revocations,
    IssuerMetrics metrics,
    ILogger<CodeSpending> logger)
{
    /// <summary>What the store has committed to: the family of the code and the identities of its first tokens.</summary>
    public async Task<Validation<PreparedTokens>> SpendAsync(
        TokenRequest request, AuthorizationCodeRequest code, CancellationToken cancellationToken)
    {
        PreparedTokens prepared = generator.Prepare(request, code.Grant);
        CodeRedemption redemption = await codes.RedeemAsync(code.Code, prepared.Family, cancellationToken);
        if (redemption is CodeRedemption.Redeemed)
        {
            return prepared;
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
