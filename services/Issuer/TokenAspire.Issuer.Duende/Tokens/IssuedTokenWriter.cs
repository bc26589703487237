using System.Text.Json;
using System.Text.Json.Nodes;
using Duende.IdentityServer;
using Duende.IdentityServer.Configuration;
using Duende.IdentityServer.Models;
using Duende.IdentityServer.Services;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.Tokens;
using TokenAspire.Issuer.Contracts.RefreshFamilies;
using TokenAspire.Issuer.Duende.Keys;
using TokenAspire.Issuer.Protocol.Jwt;

namespace TokenAspire.Issuer.Duende.Tokens;

/// <summary>
/// Writes tokens as the built-in engine does: the same claims, each of the same JSON type, under the same header, which is
/// how an issuer knows its own tokens again. Replicas may differ in their engine while one replaces the other.
/// </summary>
internal sealed class IssuedTokenWriter(
    TokenIssuance issuance, TimeProvider time, IKeyMaterialService keys, IdentityServerOptions options, ILogger<DefaultTokenCreationService> logger)
    : DefaultTokenCreationService(time, keys, options, logger)
{
    /// <summary>The payload alone, which is what is kept of a reference token.</summary>
    public Task<string> WriteClaimsAsync(Token token) => CreatePayloadAsync(token);

    protected override async Task<string> CreatePayloadAsync(Token token)
    {
        JsonObject payload = JsonNode.Parse(await base.CreatePayloadAsync(token))!.AsObject();
        payload.Remove("nbf");
        if (IsAccessToken(token) && issuance.AccessToken is IssuedAccessToken issued)
        {
            // jti and iat are one instant, which cut-off revocations rely on.
            payload["iat"] = issued.IssuedAt.ToUnixTimeSeconds();
            payload["exp"] = issued.ExpiresAt.ToUnixTimeSeconds();
            // RFC 7519 4.1.3 allows one string for one audience; a reader of ours is spared the second form.
            payload["aud"] = new JsonArray([.. token.Audiences.Select(name => (JsonNode)name)]);
        }

        return payload.ToJsonString();
    }

    protected override async Task<string> CreateJwtAsync(
        Token token, string payload, Dictionary<string, object> headerElements, CancellationToken ct)
    {
        SigningCredentials credentials = await Keys.GetSigningCredentialsAsync(token.AllowedSigningAlgorithms, ct);
        using JsonDocument claims = JsonDocument.Parse(payload);
        return JwtWriter.Write(
            HeaderOf(token),
            ((KeyRingSecurityKey)credentials.Key).Key,
            new WrittenClaims(claims.RootElement));
    }

    // RFC 8725 3.11: nothing else is signed, since a token of another kind needs a type of its own.
    private static JwtHeader HeaderOf(Token token) => token.Type switch
    {
        IdentityServerConstants.TokenTypes.AccessToken => JwtHeader.AccessToken,
        IdentityServerConstants.TokenTypes.IdentityToken => JwtHeader.IdToken,
        _ => throw new NotSupportedException("Only access tokens and id tokens are signed here."),
    };

    private static bool IsAccessToken(Token token) => token.Type == IdentityServerConstants.TokenTypes.AccessToken;

    private readonly record struct WrittenClaims(JsonElement Claims) : IJwtClaims
    {
        public void WriteTo(Utf8JsonWriter json)
        {
            foreach (JsonProperty claim in Claims.EnumerateObject())
            {
                claim.WriteTo(json);
            }
        }
    }
}
