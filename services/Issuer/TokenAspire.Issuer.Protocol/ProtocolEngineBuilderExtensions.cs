using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using TokenAspire.Issuer.Contracts.Interaction;
using TokenAspire.Issuer.Contracts.Logout;
using TokenAspire.Issuer.Contracts.Telemetry;
using TokenAspire.Issuer.Protocol;
using TokenAspire.Issuer.Protocol.AccessTokens;
using TokenAspire.Issuer.Protocol.Authorize;
using TokenAspire.Issuer.Protocol.ClientAuthentication;
using TokenAspire.Issuer.Protocol.ClientAuthentication.PrivateKeyJwt;
using TokenAspire.Issuer.Protocol.Consents;
using TokenAspire.Issuer.Protocol.DeviceAuthorization;
using TokenAspire.Issuer.Protocol.Discovery;
using TokenAspire.Issuer.Protocol.EndSession;
using TokenAspire.Issuer.Protocol.IdTokens;
using TokenAspire.Issuer.Protocol.Introspection;
using TokenAspire.Issuer.Protocol.Jwks;
using TokenAspire.Issuer.Protocol.LogoutTokens;
using TokenAspire.Issuer.Protocol.ProofOfPossession;
using TokenAspire.Issuer.Protocol.PushedAuthorization;
using TokenAspire.Issuer.Protocol.ResourceIndicators;
using TokenAspire.Issuer.Protocol.Revocation;
using TokenAspire.Issuer.Protocol.Token;
using TokenAspire.Issuer.Protocol.Token.AuthorizationCode;
using TokenAspire.Issuer.Protocol.Token.ClientCredentials;
using TokenAspire.Issuer.Protocol.Token.DeviceCode;
using TokenAspire.Issuer.Protocol.Token.Refresh;
using TokenAspire.Issuer.Protocol.Token.TokenExchange;
using TokenAspire.Issuer.Protocol.UserInfo;

namespace TokenAspire.Issuer.Engine;

/// <summary>Registers the built-in protocol engine.</summary>
public static class ProtocolEngineBuilderExtensions
{
    /// <summary>
    /// Adds the OAuth endpoints. The host adds what is behind the ports: <c>IssuerIdentity</c>, <c>IRegistrations</c>,
    /// <c>ISigningKeyRing</c>, <c>IOneTimeIdentifiers</c>, <c>IReferenceTokenStore</c>, <c>IStoreStatus</c> and <c>IRequestOrigins</c>
    /// as singletons, the stores and subjects with any lifetime, and the revocation
    /// publisher and replica.
    /// </summary>
    public static WebApplicationBuilder AddProtocolEngine(this WebApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        IServiceCollection services = builder.Services;
        services.AddOptions<ProtocolEngineOptions>().BindConfiguration(ProtocolEngineOptions.SectionName).ValidateOnStart();
        services.AddSingleton<IValidateOptions<ProtocolEngineOptions>, ProtocolEngineOptionsValidator>();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<IssuerMetrics>();
        AddTokens(services);
        AddEndpoints(services);
        return builder;
    }

    private static void AddTokens(IServiceCollection services)
    {
        services.AddSingleton<FailedAuthenticationLimiter>();
        services.AddSingleton<ClientAssertionRules>();
        services.AddSingleton<ClientAssertionVerifier>();
        services.AddSingleton<ClientAuthenticator>();
        services.AddSingleton<ProofRules>();
        services.AddSingleton<ProofVerifier>();
        services.AddSingleton<AccessTokenIssuer>();
        services.AddSingleton<AccessTokenVerifier>();
        services.AddSingleton<RecognisedTokens>();
        services.AddSingleton<LiveAccessTokens>();
        services.AddSingleton<IdTokenIssuer>();
        services.AddSingleton<IdTokenVerifier>();
        services.AddSingleton<ILogoutTokens, LogoutTokenIssuer>();
    }

    // What reads a store or a person is made per request, so that the host is free in their lifetime.
    private static void AddEndpoints(IServiceCollection services)
    {
        services.AddSingleton<DiscoveryEndpoint>();
        services.AddSingleton<JwksEndpoint>();

        services.AddSingleton<RequestedResources>();
        services.AddSingleton<AuthorizeRequestValidator>();
        services.AddScoped<AuthorizeResponseGenerator>();
        services.AddScoped<AuthorizeEndpoint>();

        services.AddScoped<PushedRequestReader>();
        services.AddScoped<IAuthorizeInteraction, AuthorizeInteraction>();
        services.AddSingleton<PushedAuthorizationRequestValidator>();
        services.AddScoped<PushedAuthorizationResponseGenerator>();
        services.AddScoped<PushedAuthorizationEndpoint>();

        services.AddSingleton<DeviceAuthorizationRequestValidator>();
        services.AddScoped<DeviceAuthorizationResponseGenerator>();
        services.AddScoped<DeviceAuthorizationEndpoint>();

        services.AddSingleton<TokenRateLimits>();
        services.AddSingleton<TokenRequestValidator>();
        services.AddSingleton<TokenEndpoint>();
        services.AddSingleton<ClientCredentialsRequestValidator>();
        services.AddSingleton<ClientCredentialsGrant>();
        services.AddScoped<AuthorizationCodeRequestValidator>();
        services.AddSingleton<AuthorizationCodeResponseGenerator>();
        services.AddScoped<CodeSpending>();
        services.AddScoped<CodeExchange>();
        services.AddScoped<AuthorizationCodeGrant>();
        services.AddScoped<DeviceCodeRequestValidator>();
        services.AddScoped<DeviceCodeGrant>();
        services.AddScoped<RefreshTokenRequestValidator>();
        services.AddScoped<RefreshTokenResponseGenerator>();
        services.AddScoped<FamilyRotation>();
        services.AddScoped<RefreshTokenGrant>();
        services.AddSingleton<ExchangeScopes>();
        services.AddScoped<TokenExchangeRequestValidator>();
        services.AddScoped<ExchangeNote>();
        services.AddScoped<TokenExchangeGrant>();

        services.AddSingleton<IntrospectionRequestValidator>();
        services.AddScoped<IntrospectionResponseGenerator>();
        services.AddScoped<IntrospectionEndpoint>();

        services.AddSingleton<RevocationRequestValidator>();
        services.AddScoped<TokenRevoker>();
        services.AddScoped<RevocationEndpoint>();

        services.AddSingleton<EndSessionRequestValidator>();
        services.AddScoped<EndSessionEndpoint>();

        services.AddScoped<UserInfoRequestValidator>();
        services.AddScoped<UserInfoEndpoint>();
    }
}
