using Microsoft.Extensions.Options;
using TokenAspire.Revocation;

namespace TokenAspire.ResourceServer;

/// <summary>
/// Decides by what the issuer says about a token (RFC 7662), where it is to be asked, and by the same rules about its
/// claims as a signature would bring. The revocations known here are looked up at every use, so an answer that is kept
/// for a moment opens nothing that was revoked since.
/// </summary>
internal sealed class IntrospectedTokenVerifier(
    AccessTokenVerifier local,
    IntrospectionClient issuer,
    IntrospectedTokens answers,
    RevocationGate revocation,
    IOptions<TokenVerificationOptions> options,
    TimeProvider time) : IAccessTokenVerifier
{
    private readonly TokenVerificationOptions _options = options.Value;

    public async ValueTask<VerificationResult> VerifyAsync(string token, CancellationToken ct)
    {
        bool isOpaque = UnverifiedToken.IsOpaque(token);
        if (!isOpaque && _options.Introspection.Mode == IntrospectionMode.OpaqueTokens)
        {
            return await local.VerifyAsync(token, ct);
        }

        bool isBound = false;
        if ((UnverifiedToken.CheckSyntax(token, _options.MaxTokenBytes)
            ?? (isOpaque ? null : UnverifiedToken.CheckJwt(token, _options, time.GetUtcNow(), out isBound))) is { } plain)
        {
            return VerificationResult.Refused(plain);
        }

        return Decide(await answers.FindAsync(token, () => AskAsync(token, isBound), ct));
    }

    private async Task<VerificationResult> AskAsync(string token, bool isBound)
    {
        // Whether the token is still good cannot be told at the moment: the fault is on this side.
        if (await issuer.AskAsync(token) is not { } answer)
        {
            return VerificationResult.Refused(RefusalReason.KeysUnavailable);
        }

        // RFC 7662 section 2.2: the issuer does not say why. What it no longer stands for is as good as revoked.
        if (!answer.IsActive)
        {
            return VerificationResult.Refused(RefusalReason.RevokedToken);
        }

        // RFC 6749 section 5.1, RFC 9449 section 5. A refresh token, say, opens nothing here.
        if (answer.TokenType is { } type && !IsAccessTokenType(type))
        {
            return VerificationResult.Refused(RefusalReason.UnsupportedType);
        }

        return CheckClaims(token, answer.Claims, isBound || IsDpop(answer.TokenType));
    }

    private VerificationResult CheckClaims(string token, byte[] claims, bool isBound)
    {
        if (TokenPayloadReader.TryRead(claims, _options.Authority) is not { } payload)
        {
            return VerificationResult.Refused(RefusalReason.Malformed);
        }

        if (ClaimRules.Check(payload, _options, time.GetUtcNow()) is { } reason)
        {
            return VerificationResult.Refused(reason);
        }

        // RFC 9449 section 6.2: an answer that leaves out the binding would turn a bound token into a bearer token.
        return isBound && !payload.IsBound
            ? VerificationResult.Refused(RefusalReason.MissingClaim)
            : VerificationResult.Accepted(new AccessToken(token, AccessTokenVerifier.Identify(payload), key: null, payload));
    }

    // What may have changed since the answer.
    private VerificationResult Decide(VerificationResult answered)
    {
        if (answered.Token is not { } token)
        {
            return answered;
        }

        if (token.ExpiresAt <= (time.GetUtcNow() - _options.ClockSkew).ToUnixTimeSeconds())
        {
            return VerificationResult.Refused(RefusalReason.Expired);
        }

        return revocation.CheckStandard(token.Identity) is { } revoked ? VerificationResult.Refused(revoked) : answered;
    }

    private static bool IsAccessTokenType(string type) =>
        type.Equals("Bearer", StringComparison.OrdinalIgnoreCase) || IsDpop(type);

    private static bool IsDpop(string? type) => string.Equals(type, DpopCredentials.Scheme, StringComparison.OrdinalIgnoreCase);
}
