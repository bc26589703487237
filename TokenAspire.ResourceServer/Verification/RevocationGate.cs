using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using TokenAspire.Revocation;

namespace TokenAspire.ResourceServer;

/// <summary>Whether a token is revoked, and what is decided when that is not known recently enough, by risk tier.</summary>
internal sealed class RevocationGate(
    IRevocationReplica replica,
    IOptions<TokenVerificationOptions> options,
    VerificationMetrics metrics,
    TimeProvider time,
    ILogger<RevocationGate> logger)
{
    private static readonly TimeSpan WarningInterval = TimeSpan.FromSeconds(10);

    private readonly TokenVerificationOptions _options = options.Value;
    private long _warnedAt;
    private int _saidNotReplayed;

    /// <summary>From the replica alone: a stale one is relied upon for a bounded time, counted and warned about.</summary>
    public RefusalReason? CheckStandard(in TokenIdentity token)
    {
        // Its age before its answer: the replica may catch up in between, and the answer would be older than the age says.
        ReplicaState state = replica.State;
        if (Revoked(token) is { } revoked)
        {
            return revoked;
        }

        if (state.IsWithin(_options.StaleAfter))
        {
            return null;
        }

        bool accepted = state.IsWithin(_options.RefuseAfter);
        metrics.Degraded(RiskTier.Standard, accepted);
        if (state.IsReplayed)
        {
            Warn(state, accepted);
        }
        else if (Interlocked.Exchange(ref _saidNotReplayed, 1) == 0)
        {
            Log.NotReplayed(logger);
        }

        return accepted ? null : RefusalReason.RevocationUnavailable;
    }

    /// <summary>From a replica that is up to date, or not at all. What it catches up with may be the revocation of the token's key.</summary>
    public async ValueTask<RefusalReason?> CheckSensitiveAsync(TokenIdentity token, VerificationKey? key, CancellationToken ct)
    {
        ReplicaState state = await replica.CatchUpAsync(_options.SensitiveMaxAge, ct);
        if (key is { IsWithdrawn: true })
        {
            return RefusalReason.UnknownKey;
        }

        if (Revoked(token) is { } revoked)
        {
            return revoked;
        }

        if (state.IsWithin(_options.SensitiveMaxAge))
        {
            return null;
        }

        metrics.Degraded(RiskTier.Sensitive, accepted: false);
        return RefusalReason.RevocationUnavailable;
    }

    private RefusalReason? Revoked(in TokenIdentity token) => replica.Check(token) switch
    {
        RevocationVerdict.NotRevoked => null,
        RevocationVerdict.TokenRevoked => RefusalReason.RevokedToken,
        RevocationVerdict.SessionRevoked => RefusalReason.RevokedSession,
        RevocationVerdict.SubjectRevoked => RefusalReason.RevokedSubject,
        _ => RefusalReason.RevokedClient,
    };

    // One line now and then tells as much as one for every request.
    private void Warn(ReplicaState state, bool accepted)
    {
        long warnedAt = Interlocked.Read(ref _warnedAt);
        if ((warnedAt == 0 || time.GetElapsedTime(warnedAt) >= WarningInterval)
            && Interlocked.CompareExchange(ref _warnedAt, time.GetTimestamp(), warnedAt) == warnedAt)
        {
            Log.Degraded(logger, state.Age, accepted ? "accepted" : "refused");
        }
    }
}
