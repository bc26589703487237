using System.Text.Json.Nodes;
using Duende.IdentityServer.Configuration;
using Duende.IdentityServer.Models;
using Duende.IdentityServer.Services;
using Microsoft.Extensions.Logging;
using TokenAspire.Issuer.Contracts.RefreshFamilies;

namespace TokenAspire.Issuer.Duende.Tokens;

/// <summary>Writes payloads as the built-in engine does: the same claims, each of the same JSON type.</summary>
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
        if (token.Type == global::Duende.IdentityServer.IdentityServerConstants.TokenTypes.AccessToken
            && issuance.AccessToken is IssuedAccessToken issued)
        {
            // jti and iat are one instant, which cut-off revocations rely on.
            payload["iat"] = issued.IssuedAt.ToUnixTimeSeconds();
            payload["exp"] = issued.ExpiresAt.ToUnixTimeSeconds();
            // RFC 7519 4.1.3 allows one string for one audience; a reader of ours is spared the second form.
            payload["aud"] = new JsonArray([.. token.Audiences.Select(name => (JsonNode)name)]);
        }

        return payload.ToJsonString();
    }
}
