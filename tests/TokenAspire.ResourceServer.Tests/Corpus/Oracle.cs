using System.Security.Claims;
using System.Text.Json.Nodes;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace TokenAspire.ResourceServer.Tests.Corpus;

/// <summary>JsonWebTokenHandler with everything overridden that rule 10 names: an independent opinion.</summary>
internal sealed class Oracle(TestIssuer issuer)
{
    private static readonly string[] RequiredClaims = ["jti", "sub", "client_id", "iat"];

    private readonly JsonWebTokenHandler _handler = new() { MapInboundClaims = false, MaximumTokenSizeInBytes = 8_192 };

    private readonly TokenValidationParameters _parameters = new()
    {
        ValidIssuer = issuer.Url,
        ValidAudience = "orders",
        ValidTypes = ["at+jwt", "application/at+jwt"],
        ValidAlgorithms = ["RS256", "ES256", "PS256"],
        IssuerSigningKeys = new JsonWebKeySet(new JsonObject { ["keys"] = new JsonArray(issuer.Rsa.ToJwk(), issuer.EllipticCurve.ToJwk()) }.ToJsonString()).GetSigningKeys(),
        TryAllIssuerSigningKeys = false,
        RequireExpirationTime = true,
        RequireSignedTokens = true,
        ClockSkew = TimeSpan.FromSeconds(30),
    };

    /// <summary>The claims of a token it accepts, or null. It has no rule for required claims: that one is added here.</summary>
    public async Task<IReadOnlyList<Claim>?> VerifyAsync(string token)
    {
        TokenValidationResult result = await _handler.ValidateTokenAsync(token, _parameters);
        return result.IsValid && RequiredClaims.All(name => result.ClaimsIdentity.FindFirst(name) is { Value.Length: > 0 })
            ? [.. result.ClaimsIdentity.Claims]
            : null;
    }
}
