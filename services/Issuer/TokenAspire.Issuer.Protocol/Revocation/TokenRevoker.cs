using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using TokenAspire.Issuer.Contracts.RefreshFamilies;
using TokenAspire.Issuer.Contracts.Registrations;
using TokenAspire.Issuer.Contracts.Telemetry;
using TokenAspire.Issuer.Contracts.Tokens;
using TokenAspire.Issuer.Protocol.AccessTokens;
using TokenAspire.Revocation;

namespace TokenAspire.Issuer.Protocol.Revocation;

/// <summary>
/// Revokes a client's own token. What is unknown, foreign or expired has nothing to revoke and is
/// answered like a success (RFC 7009 2.2). <c>token_type_hint</c> is not needed: a token is of one kind only.
/// </summary>
internal sealed class TokenRevoker(
    RecognisedTokens accessTokens,
    IRefreshFamilyStore families,
    IRevocationPublisher revocations,
    IRevocationReplica revoked,
    IssuerMetrics metrics,
    TimeProvider time,
    ILogger<TokenRevoker> logger)
{
    private const string Reason = "revoked by its client";

    // Verifiers accept a token this long after its end.
    private static readonly TimeSpan ClockSkew = TimeSpan.FromSeconds(30);

    public async Task<IResult> RevokeAsync(string token, ClientRegistration client, CancellationToken cancellationToken) =>
        // RFC 7009 2.1: verified first; else anybody could have any jti refused.
        await accessTokens.FindAsync(token, cancellationToken) is VerifiedAccessToken accessToken
            ? await RevokeAccessTokenAsync(accessToken, client, cancellationToken)
            : await RevokeRefreshTokenAsync(token, client, cancellationToken);

    private async Task<IResult> RevokeAccessTokenAsync(
        VerifiedAccessToken verified, ClientRegistration client, CancellationToken cancellationToken)
    {
        DateTimeOffset now = time.GetUtcNow();
        if (verified.ClientId != client.ClientId || DateTimeOffset.FromUnixTimeSeconds(verified.ExpiresAt) + ClockSkew <= now)
        {
            return RevocationResult.Done;
        }

        // Told to everybody already. Else who holds one token could grow the journal and the stream with it at will.
        await revoked.CatchUpAsync(TimeSpan.Zero, cancellationToken);
        if (revoked.Check(verified.Identity) is not RevocationVerdict.NotRevoked)
        {
            return RevocationResult.Done;
        }

        RevocationEntry entry = new(
            RevocationKind.Token, verified.TokenId, now, DateTimeOffset.FromUnixTimeSeconds(verified.ExpiresAt) + ClockSkew);
        PublicationOutcome outcome = await revocations.RevokeAsync(entry, Reason, client.ClientId, cancellationToken);
        if (outcome is PublicationOutcome.Published)
        {
            // And what it was exchanged for, which the journal has added.
            outcome = await revocations.PublishPendingAsync(CancellationToken.None);
        }

        return Answer(outcome, client);
    }

    private async Task<IResult> RevokeRefreshTokenAsync(string token, ClientRegistration client, CancellationToken cancellationToken)
    {
        // RFC 7009 2.1: a refresh token takes its grant's access tokens with it.
        if (!OpaqueToken.TryParse(token, out OpaqueToken presented)
            || !await families.RevokeAsync(presented.Hash(), client.ClientId, cancellationToken))
        {
            return RevocationResult.Done;
        }

        PublicationOutcome outcome = await revocations.PublishPendingAsync(CancellationToken.None);
        return Answer(outcome, client);
    }

    private RevocationResult Answer(PublicationOutcome outcome, ClientRegistration client)
    {
        bool published = outcome is PublicationOutcome.Published;
        metrics.Revoked(RevocationKind.Token.ToWire(), published);
        Log.TokenRevoked(logger, client.ClientId, outcome.ToString());
        return published ? RevocationResult.Done : RevocationResult.Pending;
    }
}
