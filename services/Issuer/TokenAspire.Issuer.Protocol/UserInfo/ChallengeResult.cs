using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;
using TokenAspire.Issuer.Contracts.Keys;
using TokenAspire.Issuer.Contracts.Registrations;
using TokenAspire.Issuer.Protocol.Errors;
using TokenAspire.Issuer.Protocol.ProofOfPossession;

namespace TokenAspire.Issuer.Protocol.UserInfo;

/// <summary>Refuses an access token, in the scheme in which it came (RFC 6750 3, RFC 9449 7.1).</summary>
/// <param name="error">Why; null where there was no token, which is told of no error (RFC 6750 3.1).</param>
/// <param name="isDpop">Whether it came as <c>DPoP</c>.</param>
internal sealed class ChallengeResult(ProtocolError? error, bool isDpop) : IResult
{
    private static readonly string Algorithms = $"algs=\"{string.Join(' ', PublicJwk.SupportedAlgorithms)}\"";

    public Task ExecuteAsync(HttpContext httpContext)
    {
        HttpResponse response = httpContext.Response;

        // RFC 9449 7.1: at a resource, a bad proof is a reason for 401.
        response.StatusCode = error is null || error.Code == ProtocolErrors.InvalidDpopProof.Code ? StatusCodes.Status401Unauthorized : error.Status;
        response.ContentLength = 0;
        response.Headers[HeaderNames.CacheControl] = "no-store";
        string parameters = error switch
        {
            null => "",
            { Status: StatusCodes.Status403Forbidden } => $" error=\"{error.Code}\", scope=\"{IdentityScopes.OpenId}\"",
            _ => $" error=\"{error.Code}\", error_description=\"{error.Description}\"",
        };
        response.Headers[HeaderNames.WWWAuthenticate] = isDpop
            ? $"{ProofVerifier.Scheme}{parameters}{(parameters.Length > 0 ? "," : "")} {Algorithms}"
            : new StringValues(["Bearer" + parameters, $"{ProofVerifier.Scheme} {Algorithms}"]);
        return Task.CompletedTask;
    }
}
