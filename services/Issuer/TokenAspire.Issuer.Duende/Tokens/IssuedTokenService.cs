using System.Security.Claims;
using System.Text.Json;
using Duende.IdentityServer;
using Duende.IdentityServer.Configuration;
using Duende.IdentityServer.Models;
using Duende.IdentityServer.Services;
using Duende.IdentityServer.Stores;
using Microsoft.Extensions.Logging;
using TokenAspire.Issuer.Contracts;
using TokenAspire.Issuer.Contracts.Registrations;
using TokenAspire.Issuer.Protocol.AccessTokens;

namespace TokenAspire.Issuer.Duende.Tokens;

/// <summary>Makes the token that the store knows: its identity, its scopes and its audience are decided by now.</summary>
internal sealed class IssuedTokenService(
    TokenIssuance issuance,
    IRegistrations registrations,
    IssuerIdentity issuer,
    IClaimsService claims,
    IReferenceTokenStore references,
    ITokenCreationService creation,
    TimeProvider time,
    IKeyMaterialService keys,
    IdentityServerOptions options,
    ILogger<DefaultTokenService> logger)
    : DefaultTokenService(claims, references, creation, time, keys, options, logger)
{
    public override async Task<Token> CreateAccessTokenAsync(TokenCreationRequest request, CancellationToken ct)
    {
        Token token = await base.CreateAccessTokenAsync(request, ct);
        TokenAudience audience = TokenAudience.Of(issuance.Scopes, registrations, issuer);
        token.Audiences = [.. audience.Names];
        token.AllowedSigningAlgorithms = [audience.SigningAlgorithm];
        token.CreationTime = issuance.AccessToken!.IssuedAt.UtcDateTime;
        token.Lifetime = (int)(issuance.AccessToken.ExpiresAt - issuance.AccessToken.IssuedAt).TotalSeconds;
        token.Claims =
        [
            .. token.Claims.Where(claim => claim.Type is not "scope"),
            .. issuance.Scopes.Select(scope => new Claim("scope", scope)),
            new Claim("jti", issuance.AccessToken.TokenId.ToString()),
        ];
        if (issuance.User is null)
        {
            // A client that acts for itself is its own subject.
            token.Claims.Add(new Claim("sub", token.ClientId));
        }

        if (issuance.Actor is Actor actor)
        {
            token.Claims.Add(new Claim("act", Json(actor), IdentityServerConstants.ClaimValueTypes.Json));
        }

        return token;
    }

    private static string Json(Actor actor)
    {
        using MemoryStream buffer = new();
        using (Utf8JsonWriter json = new(buffer))
        {
            json.WriteStartObject();
            actor.WriteTo(json);
            json.WriteEndObject();
        }

        using JsonDocument document = JsonDocument.Parse(buffer.ToArray());
        return document.RootElement.GetProperty("act").GetRawText();
    }
}
