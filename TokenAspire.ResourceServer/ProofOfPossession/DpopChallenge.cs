using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace TokenAspire.ResourceServer;

/// <summary><c>WWW-Authenticate</c> in the scheme in which the token came (RFC 6750 section 3, RFC 9449 section 7.1).</summary>
internal static class DpopChallenge
{
    private const string Algorithms = "algs=\"ES256 RS256 PS256\"";

    /// <summary>The token was refused.</summary>
    public static StringValues Refused(HttpRequest request, RefusalReason reason)
    {
        string description = $"error_description=\"The token was refused: {reason.ToWire()}\"";
        if (IsDpop(request))
        {
            string error = IsAboutProof(reason) ? "invalid_dpop_proof" : "invalid_token";
            return $"DPoP error=\"{error}\", {description}, {Algorithms}";
        }

        // A bound token that came as a bearer token: this is how it may come.
        string bearer = $"Bearer error=\"invalid_token\", {description}";
        return IsAboutProof(reason) ? new StringValues([bearer, $"DPoP {Algorithms}"]) : bearer;
    }

    /// <summary>The token is good and not enough.</summary>
    public static StringValues InsufficientScope(HttpRequest request, string parameters) => IsDpop(request)
        ? $"DPoP error=\"insufficient_scope\"{parameters}, {Algorithms}"
        : $"Bearer error=\"insufficient_scope\"{parameters}";

    private static bool IsDpop(HttpRequest request) => DpopCredentials.TryRead(request.Headers.Authorization, out _);

    private static bool IsAboutProof(RefusalReason reason) =>
        reason is RefusalReason.ProofInvalid or RefusalReason.ProofMissing or RefusalReason.ProofReplayed;
}
