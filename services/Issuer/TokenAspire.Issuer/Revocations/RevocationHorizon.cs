using TokenAspire.Issuer.Registrations;

namespace TokenAspire.Issuer.Revocations;

/// <summary>Until when a revocation must be remembered: until the last token that it refuses has expired everywhere.</summary>
internal sealed class RevocationHorizon(ConfiguredRegistrations registrations)
{
    /// <summary>What a verifier may tolerate at most.</summary>
    public static readonly TimeSpan ClockSkew = TimeSpan.FromSeconds(30);

    public DateTimeOffset From(DateTimeOffset now) => now + registrations.LongestAccessTokenLifetime + ClockSkew;
}
