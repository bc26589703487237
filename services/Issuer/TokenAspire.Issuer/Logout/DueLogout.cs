using TokenAspire.Issuer.Contracts.Logout;

namespace TokenAspire.Issuer.Logout;

/// <summary>A client that is to be told now, claimed by this issuer until its next attempt is due.</summary>
internal sealed record DueLogout(LogoutNotice Notice, DateTimeOffset QueuedAt, int Attempts);
