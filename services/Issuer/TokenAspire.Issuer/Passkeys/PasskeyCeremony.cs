using System.Globalization;
using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;
using TokenAspire.Issuer.Contracts.Tokens;

namespace TokenAspire.Issuer.Passkeys;

/// <summary>
/// The challenge of a page, sealed into its form while the authenticator answers. No issuer has to remember it: what is
/// remembered, and shared by all issuers, is which challenge has been answered (WebAuthn 13.4.3: each is good for once).
/// </summary>
internal sealed class PasskeyCeremony(IDataProtectionProvider protection, IOneTimeIdentifiers used, TimeProvider time)
{
    /// <summary>How long a page stays usable.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);

    private const int LongestSealed = 8192;
    private const char Separator = ' ';

    /// <summary>Seals the handler's state for one use.</summary>
    /// <param name="purpose">What for: a state of one ceremony is none of another.</param>
    /// <param name="state">As Identity's handler gave it.</param>
    public string Seal(string purpose, string? state)
    {
        string expiry = (time.GetUtcNow() + Lifetime).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        return Protector(purpose).Protect(expiry + Separator + state);
    }

    /// <summary>The state of before; null where it was not sealed here for this, or too long ago.</summary>
    public string? Open(string purpose, string? sealedState)
    {
        if (sealedState is null or { Length: 0 or > LongestSealed })
        {
            return null;
        }

        try
        {
            string opened = Protector(purpose).Unprotect(sealedState);
            int end = opened.IndexOf(Separator, StringComparison.Ordinal);
            return time.GetUtcNow().ToUnixTimeSeconds() < long.Parse(opened[..end], CultureInfo.InvariantCulture) ? opened[(end + 1)..] : null;
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    /// <summary>Notes that the challenge was answered; false where it had been before.</summary>
    public Task<bool> TrySpendAsync(string state, CancellationToken cancellationToken) =>
        used.TryUseAsync(TokenHash.Of("passkey challenge " + state), time.GetUtcNow() + Lifetime, cancellationToken);

    private IDataProtector Protector(string purpose) => protection.CreateProtector("passkey", purpose);
}
