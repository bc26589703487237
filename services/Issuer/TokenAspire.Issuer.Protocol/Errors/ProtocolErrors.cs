using Microsoft.AspNetCore.Http;

namespace TokenAspire.Issuer.Protocol.Errors;

/// <summary>Every error code that leaves this engine, each with its status and the section that defines it.</summary>
internal static class ProtocolErrors
{
    public static readonly ProtocolError InvalidRequest = new(
        "invalid_request", StatusCodes.Status400BadRequest, "RFC 6749 5.2", "The request is malformed.");

    public static readonly ProtocolError InvalidClient = new(
        "invalid_client", StatusCodes.Status401Unauthorized, "RFC 6749 5.2", "Client authentication failed.");

    public static readonly ProtocolError InvalidGrant = new(
        "invalid_grant", StatusCodes.Status400BadRequest, "RFC 6749 5.2", "The grant is invalid, expired, revoked or was issued to another client.");

    public static readonly ProtocolError UnauthorizedClient = new(
        "unauthorized_client", StatusCodes.Status400BadRequest, "RFC 6749 5.2", "The client is not registered for this grant type.");

    public static readonly ProtocolError UnsupportedGrantType = new(
        "unsupported_grant_type", StatusCodes.Status400BadRequest, "RFC 6749 5.2", "The grant type is not supported.");

    public static readonly ProtocolError InvalidScope = new(
        "invalid_scope", StatusCodes.Status400BadRequest, "RFC 6749 5.2", "A scope is unknown, missing or not registered for the client.");

    public static readonly ProtocolError UnsupportedResponseType = new(
        "unsupported_response_type", StatusCodes.Status400BadRequest, "RFC 6749 4.1.2.1", "Only the response type code is supported.");

    public static readonly ProtocolError TemporarilyUnavailable = new(
        "temporarily_unavailable", StatusCodes.Status429TooManyRequests, "RFC 6749 4.1.2.1", "Too many failed attempts; try again later.");

    public static readonly ProtocolError AccessDenied = new(
        "access_denied", StatusCodes.Status400BadRequest, "RFC 6749 4.1.2.1", "The person refused.");

    public static readonly ProtocolError AuthorizationPending = new(
        "authorization_pending", StatusCodes.Status400BadRequest, "RFC 8628 3.5", "The person has not decided yet; ask again after the interval.");

    public static readonly ProtocolError SlowDown = new(
        "slow_down", StatusCodes.Status400BadRequest, "RFC 8628 3.5", "The device asked too early; wait five seconds longer from now on.");

    public static readonly ProtocolError ExpiredToken = new(
        "expired_token", StatusCodes.Status400BadRequest, "RFC 8628 3.5", "The device code has expired; ask for a new one.");

    public static readonly ProtocolError LoginRequired = new(
        "login_required", StatusCodes.Status400BadRequest, "OIDC Core 3.1.2.6", "The person has to log in, which prompt=none forbids.");

    public static readonly ProtocolError ConsentRequired = new(
        "consent_required", StatusCodes.Status400BadRequest, "OIDC Core 3.1.2.6", "The person has to consent, which prompt=none forbids asking for.");

    public static readonly ProtocolError RequestNotSupported = new(
        "request_not_supported", StatusCodes.Status400BadRequest, "OIDC Core 3.1.2.6", "Request objects are not supported.");

    public static readonly ProtocolError RequestUriNotSupported = new(
        "request_uri_not_supported", StatusCodes.Status400BadRequest, "OIDC Core 3.1.2.6", "Request URIs are not supported.");

    public static readonly ProtocolError InvalidRequestUri = new(
        "invalid_request_uri", StatusCodes.Status400BadRequest, "OIDC Core 3.1.2.6", "The request_uri is unknown, used, expired or was issued to another client.");

    public static readonly ProtocolError InvalidToken = new(
        "invalid_token", StatusCodes.Status401Unauthorized, "RFC 6750 3.1", "The access token is invalid, expired or revoked.");

    public static readonly ProtocolError InsufficientScope = new(
        "insufficient_scope", StatusCodes.Status403Forbidden, "RFC 6750 3.1", "The access token does not have the scope openid.");

    public static readonly ProtocolError InvalidDpopProof = new(
        "invalid_dpop_proof", StatusCodes.Status400BadRequest, "RFC 9449 5", "The DPoP proof is missing or invalid.");

    public static readonly ProtocolError InvalidTarget = new(
        "invalid_target", StatusCodes.Status400BadRequest, "RFC 8707 2", "A resource is unknown, or none of its scopes is asked for or granted.");

    /// <summary>The catalogue.</summary>
    public static IReadOnlyList<ProtocolError> All { get; } =
    [
        InvalidRequest, InvalidClient, InvalidGrant, UnauthorizedClient, UnsupportedGrantType, InvalidScope,
        UnsupportedResponseType, TemporarilyUnavailable, AccessDenied, AuthorizationPending, SlowDown, ExpiredToken,
        LoginRequired, ConsentRequired, RequestNotSupported, RequestUriNotSupported, InvalidRequestUri, InvalidToken, InsufficientScope,
        InvalidDpopProof, InvalidTarget,
    ];

    /// <summary>The same code for a caller beyond its rate (RFC 6585 4).</summary>
    public static ProtocolError TooManyRequests(TimeSpan? retryAfter) =>
        TemporarilyUnavailable.Because("Too many requests; try again later.") with { RetryAfter = retryAfter };

    /// <summary>The same code while the store is away or has too much to do (RFC 9110 15.6.4).</summary>
    public static ProtocolError StoreUnavailable(TimeSpan? retryAfter) =>
        TemporarilyUnavailable.Because("The issuer cannot answer now; try again later.") with
        {
            Status = StatusCodes.Status503ServiceUnavailable,
            RetryAfter = retryAfter,
        };
}
