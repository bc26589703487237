using System.Buffers;
using System.Text.Json;
using TokenAspire.Issuer.Contracts;
using TokenAspire.Issuer.Contracts.Keys;
using TokenAspire.Issuer.Contracts.Registrations;
using TokenAspire.Issuer.Protocol.IdTokens;
using TokenAspire.Issuer.Protocol.Jwt;
using TokenAspire.Issuer.Protocol.Token;

namespace TokenAspire.Issuer.Protocol.Discovery;

/// <summary>The issuer's metadata (OIDC Discovery 3, RFC 8414 2): what it lists works, what works is listed.</summary>
internal static class DiscoveryDocument
{
    private static readonly string[] ConfidentialMethods = ["client_secret_basic", "client_secret_post", "private_key_jwt"];

    public static ReadOnlyMemory<byte> Build(IssuerIdentity issuer, IRegistrations registrations)
    {
        ArrayBufferWriter<byte> body = new(2048);
        using Utf8JsonWriter json = new(body);
        json.WriteStartObject();
        WriteEndpoints(json, issuer);
        WriteCapabilities(json, registrations);
        json.WriteEndObject();
        json.Flush();
        return body.WrittenMemory;
    }

    private static void WriteEndpoints(Utf8JsonWriter json, IssuerIdentity issuer)
    {
        json.WriteString("issuer"u8, issuer.Identifier);
        json.WriteString("jwks_uri"u8, issuer.Url(ProtocolPaths.Jwks));
        json.WriteString("authorization_endpoint"u8, issuer.Url(ProtocolPaths.Authorize));
        json.WriteString("pushed_authorization_request_endpoint"u8, issuer.Url(ProtocolPaths.PushedAuthorization));
        json.WriteString("device_authorization_endpoint"u8, issuer.Url(ProtocolPaths.DeviceAuthorization));
        json.WriteString("token_endpoint"u8, issuer.Url(ProtocolPaths.Token));
        json.WriteString("userinfo_endpoint"u8, issuer.Url(ProtocolPaths.UserInfo));
        json.WriteString("introspection_endpoint"u8, issuer.Url(ProtocolPaths.Introspection));
        json.WriteString("revocation_endpoint"u8, issuer.Url(ProtocolPaths.Revocation));
        json.WriteString("end_session_endpoint"u8, issuer.Url(ProtocolPaths.EndSession));
    }

    private static void WriteCapabilities(Utf8JsonWriter json, IRegistrations registrations)
    {
        json.WriteStrings("scopes_supported"u8, Scopes(registrations));
        json.WriteStrings("response_types_supported"u8, ["code"]);
        json.WriteStrings("response_modes_supported"u8, ["query"]);
        json.WriteStrings("grant_types_supported"u8, TokenRequestValidator.SupportedGrantTypes.Order(StringComparer.Ordinal));
        json.WriteStrings("subject_types_supported"u8, ["public"]);
        json.WriteStrings("id_token_signing_alg_values_supported"u8, [IdTokenIssuer.Algorithm]);
        json.WriteStrings("claims_supported"u8, ["iss", "sub", "aud", "exp", "iat", "auth_time", "nonce", "at_hash", "sid", .. ProfileClaims.Names]);
        json.WriteStrings("prompt_values_supported"u8, ["none", "login", "consent"]);
        json.WriteStrings("code_challenge_methods_supported"u8, ["S256"]);
        json.WriteStrings("token_endpoint_auth_methods_supported"u8, [.. ConfidentialMethods, "none"]);
        json.WriteStrings("introspection_endpoint_auth_methods_supported"u8, ConfidentialMethods);
        json.WriteStrings("revocation_endpoint_auth_methods_supported"u8, [.. ConfidentialMethods, "none"]);
        json.WriteStrings("token_endpoint_auth_signing_alg_values_supported"u8, PublicJwk.SupportedAlgorithms);
        json.WriteStrings("introspection_endpoint_auth_signing_alg_values_supported"u8, PublicJwk.SupportedAlgorithms);
        json.WriteStrings("revocation_endpoint_auth_signing_alg_values_supported"u8, PublicJwk.SupportedAlgorithms);
        json.WriteStrings("dpop_signing_alg_values_supported"u8, PublicJwk.SupportedAlgorithms);
        json.WriteBoolean("authorization_response_iss_parameter_supported"u8, value: true);
        json.WriteBoolean("backchannel_logout_supported"u8, value: true);
        json.WriteBoolean("backchannel_logout_session_supported"u8, value: true);
        json.WriteBoolean("claims_parameter_supported"u8, value: false);
        json.WriteBoolean("request_parameter_supported"u8, value: false);

        // RFC 9126 5: of all clients; a client can be registered to.
        json.WriteBoolean("require_pushed_authorization_requests"u8, value: false);

        // OIDC Discovery 3: absent would mean true.
        json.WriteBoolean("request_uri_parameter_supported"u8, value: false);
    }

    private static IEnumerable<string> Scopes(IRegistrations registrations) =>
        IdentityScopes.All.Order(StringComparer.Ordinal)
            .Concat(registrations.ApiResources.SelectMany(resource => resource.Scopes).Order(StringComparer.Ordinal));
}
