using System.Buffers.Text;
using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;
using Microsoft.IdentityModel.JsonWebTokens;

namespace TokenAspire.ResourceServer;

/// <summary>
/// Whether whoever presents a token may: a token that is bound to a key comes with a proof that this very request was made
/// with that key, and as <c>DPoP</c>; any other comes as <c>Bearer</c>.
/// </summary>
internal sealed class ProofGate(
    ProofTarget target,
    ProofReplays replays,
    IOptions<TokenVerificationOptions> options,
    VerificationMetrics metrics,
    TimeProvider time)
{
    private readonly TokenVerificationOptions _options = options.Value;

    private sealed class UnsharedProof
    {
        public static readonly UnsharedProof Instance = new();
    }

    /// <summary>Decides about a token that passed every other check. It uses the proof up, so it is asked once a request.</summary>
    public async ValueTask<RefusalReason?> CheckAsync(HttpContext context, AccessToken token)
    {
        bool isDpop = DpopCredentials.TryRead(context.Request.Headers.Authorization, out _);
        if (!token.IsBound)
        {
            return isDpop ? RefusalReason.ProofInvalid : null;
        }

        // RFC 9449 section 7.2: a bound token is worth nothing as a mere bearer token.
        StringValues proofs = context.Request.Headers[DpopCredentials.ProofHeader];
        if (!isDpop || StringValues.IsNullOrEmpty(proofs))
        {
            return RefusalReason.ProofMissing;
        }

        return proofs.Count == 1
            && BoundTo(token) is { } thumbprint
            && DpopProof.TryRead(proofs.ToString(), thumbprint) is { } proof
            && IsFor(proof, context.Request, token.Token)
                ? await UseAsync(proof, context)
                : RefusalReason.ProofInvalid;
    }

    /// <summary>Whether the proof of this request was compared with the memory of one process only.</summary>
    public static bool IsUnshared(HttpContext context) => context.Features.Get<UnsharedProof>() is not null;

    /// <summary>What the sensitive tier adds: nobody has used the proof at another replica either.</summary>
    public RefusalReason? CheckSensitive(HttpContext? context, ClaimsPrincipal user)
    {
        if (user is not VerifiedUser { HasUnsharedProof: true } && (context is null || !IsUnshared(context)))
        {
            return null;
        }

        metrics.Degraded(RiskTier.Sensitive, accepted: false);
        return RefusalReason.RevocationUnavailable;
    }

    // RFC 9449 section 6.1: {"cnf":{"jkt":"…"}}. Bound to anything else besides, it takes more than a proof to show it.
    private static string? BoundTo(AccessToken token)
    {
        TokenClaim[] confirmations = [.. token.FindAll("cnf")];
        if (confirmations is not [{ ValueType: JsonClaimValueTypes.Json } confirmation])
        {
            return null;
        }

        using JsonDocument members = JsonDocument.Parse(confirmation.Value);
        JsonProperty[] all = [.. members.RootElement.EnumerateObject()];
        return all is [{ Name: "jkt", Value: { ValueKind: JsonValueKind.String } thumbprint }] ? thumbprint.GetString() : null;
    }

    // RFC 9449 section 4.3, 8 to 12.
    private bool IsFor(DpopProof proof, HttpRequest request, string token)
    {
        long now = time.GetUtcNow().ToUnixTimeSeconds();
        TimeSpan skew = _options.ClockSkew;
        TimeSpan lifetime = _options.ProofOfPossession.Lifetime;
        if (_options.ProofOfPossession.CheckedAtEdge)
        {
            // It was young enough there; the way from there to here takes its time.
            return IsRecent(proof, now, lifetime + skew, skew) && IsOfToken(proof, token) && target.IsAtEdge(proof.Uri);
        }

        return proof.Method == request.Method
            && target.IsFor(proof.Uri, request)
            && IsRecent(proof, now, lifetime, skew)
            && IsOfToken(proof, token);
    }

    private static bool IsRecent(DpopProof proof, long now, TimeSpan lifetime, TimeSpan skew) =>
        proof.IssuedAt >= now - (long)lifetime.TotalSeconds && proof.IssuedAt <= now + (long)skew.TotalSeconds;

    private static bool IsOfToken(DpopProof proof, string token) =>
        proof.TokenHash == Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(token)));

    private async ValueTask<RefusalReason?> UseAsync(DpopProof proof, HttpContext context)
    {
        if (_options.ProofOfPossession.CheckedAtEdge)
        {
            return null;
        }

        switch (await replays.UseAsync(proof))
        {
            case ProofUse.First:
                return null;
            case ProofUse.FirstHere:
                context.Features.Set(UnsharedProof.Instance);
                metrics.Degraded(RiskTier.Standard, accepted: true);
                return null;
            case ProofUse.Replayed:
                return RefusalReason.ProofReplayed;
            default:
                return RefusalReason.RevocationUnavailable;
        }
    }
}
