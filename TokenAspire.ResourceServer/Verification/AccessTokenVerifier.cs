using Microsoft.Extensions.Options;
using TokenAspire.Revocation;

namespace TokenAspire.ResourceServer;

/// <summary>Decides about a token: every check in its order, the first that fails names the reason.</summary>
internal sealed class AccessTokenVerifier(
    IssuerKeySet keys,
    RevocationGate revocation,
    IOptions<TokenVerificationOptions> options,
    TimeProvider time) : IAccessTokenVerifier
{
    private readonly TokenVerificationOptions _options = options.Value;
    private readonly HeaderMemory _headers = new();
    private readonly PayloadMemory _payloads = new(options.Value.Authority);

    public ValueTask<VerificationResult> VerifyAsync(string token, CancellationToken ct)
    {
        VerificationResult result = Verify(token, found: null, out Task<KeyLookup>? awaited);
        return awaited is null ? new(result) : VerifyAsync(token, awaited, ct);
    }

    // No buffer is kept while a key is waited for: what comes before it is looked at again.
    private async ValueTask<VerificationResult> VerifyAsync(string token, Task<KeyLookup> awaited, CancellationToken ct) =>
        Verify(token, await awaited.WaitAsync(ct), out _);

    private VerificationResult Verify(string token, KeyLookup? found, out Task<KeyLookup>? awaited)
    {
        awaited = null;
        using CompactToken parts = CompactToken.Read(token, _options.MaxTokenBytes);
        if (parts.Refusal is { } misshapen)
        {
            return VerificationResult.Refused(misshapen);
        }

        if (CheckHeader(parts, out TokenHeader? header) is { } unsupported)
        {
            return VerificationResult.Refused(unsupported);
        }

        if (found is null)
        {
            ValueTask<KeyLookup> lookup = keys.FindAsync(header!.KeyId, header.Algorithm!);
            if (!lookup.IsCompletedSuccessfully)
            {
                awaited = lookup.AsTask();
                return default;
            }

            found = lookup.Result;
        }

        return CheckSignature(token, parts, header!, found.Value);
    }

    private VerificationResult CheckSignature(string token, in CompactToken parts, TokenHeader header, KeyLookup lookup)
    {
        if (lookup.Refusal is { } keyless)
        {
            return VerificationResult.Refused(keyless);
        }

        if (!lookup.Key!.Verifies(parts.SigningInput, parts.DecodeSignature()))
        {
            return VerificationResult.Refused(RefusalReason.BadSignature);
        }

        _headers.Remember(parts.EncodedHeader, header);
        return CheckClaims(token, parts.DecodePayload(), lookup.Key);
    }

    private RefusalReason? CheckHeader(in CompactToken parts, out TokenHeader? header)
    {
        header = _headers.Recall(parts.EncodedHeader);
        if (header is not null)
        {
            return null;
        }

        header = TokenHeaderReader.TryRead(parts.DecodeHeader());
        return header is null ? RefusalReason.Malformed : HeaderRules.Check(header);
    }

    private VerificationResult CheckClaims(string token, ReadOnlySpan<byte> json, VerificationKey key)
    {
        if (_payloads.TryRead(json, out bool isKnown) is not { } payload)
        {
            return VerificationResult.Refused(RefusalReason.Malformed);
        }

        if (ClaimRules.Check(payload, _options, time.GetUtcNow()) is { } claims)
        {
            return VerificationResult.Refused(claims);
        }

        if (!isKnown)
        {
            _payloads.Remember(json, payload);
        }

        TokenIdentity identity = Identify(payload);
        return revocation.CheckStandard(identity) is { } refusal
            ? VerificationResult.Refused(refusal)
            : VerificationResult.Accepted(new AccessToken(token, identity, key, payload));
    }

    /// <summary>What of a token that satisfies the rules decides whether it is revoked.</summary>
    public static TokenIdentity Identify(TokenPayload payload)
    {
        long issuedAt = TokenIdentity.IssueTime(payload.TokenId, payload.IssuedAt!.Value);
        return new TokenIdentity(payload.TokenId!, payload.SessionId, payload.Subject!, payload.ClientId!, issuedAt);
    }
}
