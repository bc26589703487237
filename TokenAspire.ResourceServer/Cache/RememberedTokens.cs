using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Options;

namespace TokenAspire.ResourceServer;

/// <summary>
/// Decides about tokens that were verified before. What cannot change is not looked at again: the signature, the claims
/// and, since time only goes on, <c>nbf</c> and <c>iat</c>. What can change is decided at every use: whether the key is
/// still the issuer's, whether the token has expired, whether it is revoked.
/// </summary>
internal sealed class RememberedTokens(
    VerifiedTokenCache cache,
    IssuerKeySet keys,
    RevocationGate revocation,
    IOptions<TokenVerificationOptions> options,
    TimeProvider time)
{
    private readonly long _skew = (long)options.Value.ClockSkew.TotalSeconds;

    /// <summary>False when the token has to be verified; else what is decided about it now.</summary>
    public bool TryDecide(ReadOnlySpan<char> token, [NotNullWhen(true)] out AccessToken? remembered, out RefusalReason? refusal)
    {
        refusal = null;
        if (!cache.TryFind(token, out remembered))
        {
            return false;
        }

        // A key that left the set may have come back under the same name: verification finds that out.
        if (remembered.Key is not { } key || !keys.Accepts(key))
        {
            cache.Remove(remembered);
            remembered = null;
            return false;
        }

        // RFC 7519 section 4.1.4.
        if (remembered.ExpiresAt <= time.GetUtcNow().ToUnixTimeSeconds() - _skew)
        {
            cache.Remove(remembered);
            refusal = RefusalReason.Expired;
            return true;
        }

        refusal = revocation.CheckStandard(remembered.Identity);
        return true;
    }

    /// <summary>
    /// Remembers a token that was accepted just now. One that is bound to a key is worth nothing without its proof, which
    /// is another one each time; one that the issuer was asked about bears no key's signature, and what the issuer says
    /// may change.
    /// </summary>
    public void Remember(AccessToken token)
    {
        if (token is { IsBound: false, Key: not null })
        {
            cache.Add(token);
        }
    }
}
