using System.Text.Json;
using Microsoft.IdentityModel.JsonWebTokens;
using TokenAspire.Gateway.Bff.Issuer;

namespace TokenAspire.Gateway.Bff.Logout;

/// <summary>The session that ends, or why the token is refused: <c>missing</c> or <c>invalid</c>.</summary>
internal sealed record LogoutValidationResult(string? SessionId, string? Refusal)
{
    public static readonly LogoutValidationResult Missing = new(SessionId: null, "missing");
    public static readonly LogoutValidationResult Invalid = new(SessionId: null, "invalid");
}

/// <summary>
/// Decides about a logout token (OIDC Back-Channel Logout 1.0, 2.6). One that comes again (its step 7) is as good as the
/// first: a session ends once, and the issuer repeats what was not answered.
/// </summary>
internal sealed class LogoutTokenValidator(IssuerTokenValidator tokens)
{
    private const string LogoutEvent = "http://schemas.openid.net/event/backchannel-logout";

    // Section 2.4: a logout token lives for two minutes at the most; what claims to live longer is refused.
    private static readonly TimeSpan LongestLifetime = TimeSpan.FromMinutes(10);

    public async Task<LogoutValidationResult> ValidateAsync(string logoutToken) =>
        await tokens.ValidateLogoutTokenAsync(logoutToken) is { } token && HasItsClaims(token)
            ? new LogoutValidationResult(IssuerTokenValidator.Text(token, "sid"), Refusal: null)
            : LogoutValidationResult.Invalid;

    // Section 2.4. A sub without a sid would end all sessions of a person: the cookies here are found by their sid, and the
    // registration of this client has the issuer send it.
    private static bool HasItsClaims(JsonWebToken token) =>
        token.ValidTo - token.IssuedAt <= LongestLifetime
        && IssuerTokenValidator.Text(token, "jti") is { Length: > 0 }
        && IssuerTokenValidator.Text(token, "sid") is { Length: > 0 }
        && token.TryGetPayloadValue("events", out JsonElement events)
        && events.ValueKind == JsonValueKind.Object
        && events.TryGetProperty(LogoutEvent, out JsonElement logout)
        && logout.ValueKind == JsonValueKind.Object
        && !token.TryGetPayloadValue("nonce", out object _);
}
