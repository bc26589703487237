using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;
using TokenAspire.Issuer.Contracts.Keys;
using TokenAspire.Issuer.Contracts.Tokens;
using TokenAspire.Issuer.Protocol.Errors;
using TokenAspire.Issuer.Protocol.Jwt;

namespace TokenAspire.Issuer.Protocol.ProofOfPossession;

/// <summary>Decides whether the <c>DPoP</c> header of a request proves possession of a key (RFC 9449 4.3), and uses the proof up.</summary>
internal sealed class ProofVerifier(ProofRules rules, IOneTimeIdentifiers used, IOptions<ProtocolEngineOptions> options)
{
    /// <summary>The header, and the scheme and <c>token_type</c> of bound tokens.</summary>
    public const string Scheme = "DPoP";

    /// <summary>The key that made the proof.</summary>
    public async ValueTask<Validation<ProvenKey>> VerifyAsync(StringValues header, ProofTarget target, CancellationToken cancellationToken)
    {
        // 1 and 2.
        if (header.Count != 1 || PresentedJwt.TryRead(header.ToString()) is not PresentedJwt proof)
        {
            return ProtocolErrors.InvalidDpopProof.Because("There is not exactly one DPoP header with a JWT in it.");
        }

        if (rules.FirstBroken(proof, target, out PublicJwk? key) is string broken)
        {
            return ProtocolErrors.InvalidDpopProof.Because(broken);
        }

        // RFC 9449 11.1: once, and remembered for as long as it would be accepted; the clocks of replicas may differ.
        TokenHash identifier = TokenHash.Of($"DPoP proof\n{key!.Thumbprint}\n{proof.TokenId}");
        DateTimeOffset forgotten =
            DateTimeOffset.FromUnixTimeSeconds(proof.Time("iat")!.Value) + options.Value.ProofLifetime + PresentedJwt.ClockSkew;
        return await used.TryUseAsync(identifier, forgotten, cancellationToken)
            ? new ProvenKey(key.Thumbprint)
            : ProtocolErrors.InvalidDpopProof.Because("The DPoP proof was used before.");
    }
}
