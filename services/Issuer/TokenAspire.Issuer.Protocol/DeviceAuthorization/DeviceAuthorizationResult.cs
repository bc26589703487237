using Microsoft.AspNetCore.Http;
using TokenAspire.Issuer.Contracts.DeviceAuthorizations;
using TokenAspire.Issuer.Contracts.Tokens;

namespace TokenAspire.Issuer.Protocol.DeviceAuthorization;

/// <summary>A successful device authorization response (RFC 8628 3.2).</summary>
internal sealed class DeviceAuthorizationResult : IResult
{
    public required OpaqueToken DeviceCode { get; init; }

    public required UserCode UserCode { get; init; }

    public required string VerificationUri { get; init; }

    /// <summary>The same with the user code in it, for a QR code.</summary>
    public required string CompleteVerificationUri { get; init; }

    public required TimeSpan Lifetime { get; init; }

    public required TimeSpan PollInterval { get; init; }

    public Task ExecuteAsync(HttpContext httpContext) =>
        JsonResponse.WriteAsync(httpContext, StatusCodes.Status200OK, this, static (json, result) =>
        {
            json.WriteString("device_code"u8, result.DeviceCode.Reveal());
            json.WriteString("user_code"u8, result.UserCode.Display());
            json.WriteString("verification_uri"u8, result.VerificationUri);
            json.WriteString("verification_uri_complete"u8, result.CompleteVerificationUri);
            json.WriteNumber("expires_in"u8, (long)result.Lifetime.TotalSeconds);
            json.WriteNumber("interval"u8, (long)result.PollInterval.TotalSeconds);
        });
}
