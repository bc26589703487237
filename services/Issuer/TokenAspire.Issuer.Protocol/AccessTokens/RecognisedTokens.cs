using Microsoft.IdentityModel.JsonWebTokens;
using TokenAspire.Issuer.Contracts.Tokens;

namespace TokenAspire.Issuer.Protocol.AccessTokens;

/// <summary>Recognises access tokens of this issuer in either form, expired or revoked ones too.</summary>
internal sealed class RecognisedTokens(AccessTokenVerifier verifier, IReferenceTokenStore references)
{
    /// <summary>The token; null where it is none of ours.</summary>
    public async ValueTask<VerifiedAccessToken?> FindAsync(string token, CancellationToken cancellationToken)
    {
        if (token.Contains('.', StringComparison.Ordinal))
        {
            return await verifier.VerifyAsync(token);
        }

        // What the store holds under the hash, this issuer wrote: nothing is left to verify.
        return OpaqueToken.TryParse(token, out OpaqueToken presented)
            && await references.FindAsync(presented.Hash(), cancellationToken) is string claims
                ? new VerifiedAccessToken(new JsonWebToken("{}", claims))
                : null;
    }
}
