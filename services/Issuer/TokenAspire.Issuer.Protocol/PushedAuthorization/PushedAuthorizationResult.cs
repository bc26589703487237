using Microsoft.AspNetCore.Http;
using TokenAspire.Issuer.Contracts.Tokens;

namespace TokenAspire.Issuer.Protocol.PushedAuthorization;

/// <summary><c>{"request_uri":"urn:…","expires_in":60}</c> (RFC 9126 2.2).</summary>
internal sealed class PushedAuthorizationResult(OpaqueToken reference, TimeSpan lifetime) : IResult
{
    private readonly OpaqueToken _reference = reference;
    private readonly TimeSpan _lifetime = lifetime;

    public Task ExecuteAsync(HttpContext httpContext) =>
        JsonResponse.WriteAsync(httpContext, StatusCodes.Status201Created, this, static (json, result) =>
        {
            json.WriteString("request_uri"u8, RequestReference.Format(result._reference));
            json.WriteNumber("expires_in"u8, (long)result._lifetime.TotalSeconds);
        });
}
