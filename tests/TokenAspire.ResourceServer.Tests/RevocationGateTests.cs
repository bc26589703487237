using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using TokenAspire.Revocation;

namespace TokenAspire.ResourceServer.Tests;

/// <summary>The replica moves on at any moment, also in the midst of a decision.</summary>
public sealed class RevocationGateTests
{
    [Fact]
    public async Task What_a_stale_replica_did_not_know_is_not_accepted_because_it_catches_up_meanwhile()
    {
        await using ServiceProvider services = new ServiceCollection().AddMetrics().BuildServiceProvider();
        VerificationMetrics metrics = new(services.GetRequiredService<IMeterFactory>(), TimeProvider.System);
        IOptions<TokenVerificationOptions> options = Options.Create(new TokenVerificationOptions());
        RevocationGate gate = new(new LateReplica(), options, metrics, TimeProvider.System, NullLogger<RevocationGate>.Instance);
        TokenIdentity token = VerifiedTokens.Create().Identity;

        Assert.Equal(RefusalReason.RevocationUnavailable, gate.CheckStandard(token));
        Assert.Equal(RefusalReason.RevokedToken, gate.CheckStandard(token));
    }

    /// <summary>Too old to rely on until somebody has looked; up to date, with the revocation, right afterwards.</summary>
    private sealed class LateReplica : IRevocationReplica
    {
        private bool _isUpToDate;

        public ReplicaState State => new(IsReplayed: true, _isUpToDate ? TimeSpan.Zero : TimeSpan.FromHours(1));

        public RevocationVerdict Check(in TokenIdentity token)
        {
            RevocationVerdict verdict = _isUpToDate ? RevocationVerdict.TokenRevoked : RevocationVerdict.NotRevoked;
            _isUpToDate = true;
            return verdict;
        }

        public ValueTask<ReplicaState> CatchUpAsync(TimeSpan maximumAge, CancellationToken ct) => ValueTask.FromResult(State);
    }
}
