extern alias builtin;

using Duende.IdentityServer.Configuration;
using Duende.IdentityServer.Endpoints.Results;
using Duende.IdentityServer.Hosting;
using Duende.IdentityServer.ResponseHandling;
using Duende.IdentityServer.Services;
using Duende.IdentityServer.Stores;
using Duende.IdentityServer.Validation;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using TokenAspire.Issuer.Contracts.Interaction;
using TokenAspire.Issuer.Contracts.Keys;
using TokenAspire.Issuer.Duende;
using TokenAspire.Issuer.Duende.Discovery;
using TokenAspire.Issuer.Duende.Grants;
using TokenAspire.Issuer.Duende.Interaction;
using TokenAspire.Issuer.Duende.Introspection;
using TokenAspire.Issuer.Duende.Keys;
using TokenAspire.Issuer.Duende.Registrations;
using TokenAspire.Issuer.Duende.Requests;
using TokenAspire.Issuer.Duende.Revocation;
using TokenAspire.Issuer.Duende.Subjects;
using TokenAspire.Issuer.Duende.Telemetry;
using TokenAspire.Issuer.Duende.Tokens;
using IAuthorizationCodeStore = Duende.IdentityServer.Stores.IAuthorizationCodeStore;

namespace TokenAspire.Issuer.Engine;

/// <summary>Registers Duende IdentityServer as the protocol engine.</summary>
public static class ProtocolEngineBuilderExtensions
{
    private static readonly string[] SigningAlgorithms = ["RS256", "ES256"];

    /// <summary>Adds Duende IdentityServer over this project's ports; the host adds what is behind them, as for the built-in engine.</summary>
    public static WebApplicationBuilder AddProtocolEngine(this WebApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        // The rules that both engines hold requests to, and the logout that both leave to the host.
        builtin::TokenAspire.Issuer.Engine.ProtocolEngineBuilderExtensions.AddProtocolEngine(builder);
        IServiceCollection services = builder.Services;
        KeepQuiet(builder.Logging);
        AddGates(services);
        // First, so that Duende leaves out its own, which want stores that nobody has.
        AddGrants(services);
        AddDuende(services);
        AddKeys(services);
        AddRegistrations(services);
        AddTokens(services);
        AddInteraction(services);
        AddAnswers(services);
        return builder;
    }

    // What Duende logs has codes and parameters in it. Why a request was refused, the adapter says in this project's words;
    // a fault reaches the host's handler, and what there is to say of the licence has another category.
    private static void KeepQuiet(ILoggingBuilder logging) => logging.AddFilter("Duende.IdentityServer", LogLevel.None);

    private static void AddGates(IServiceCollection services)
    {
        services.AddScoped<AdmittedRequest>();
        services.AddScoped<GrantRules>();
        services.AddSingleton<NarrowedParameters>();
        services.AddScoped<TokenGate>();
        services.AddScoped<AuthorizeGate>();
        services.AddScoped<PushedAuthorizationGate>();
        services.AddScoped<DeviceAuthorizationGate>();
        services.AddScoped<IntrospectionGate>();
        services.AddScoped<RevocationGate>();
        services.AddScoped<UserInfoGate>();
    }

    // Without the cookies of AddIdentityServer, which would become the host's default scheme.
    private static void AddDuende(IServiceCollection services)
    {
        services.AddSingleton<IConfigureOptions<IdentityServerOptions>, DuendeOptions>();
        services.AddIdentityServerBuilder()
            .AddRequiredPlatformServices()
            .AddCoreServices()
            .AddDefaultEndpoints()
            .AddPluggableServices()
            .AddKeyManagement()
            .AddDynamicProvidersCore()
            .AddValidators()
            .AddResponseGenerators();
        services.AddScoped<IServerUrls, IssuerUrls>();
        services.AddScoped<IIssuerNameService, IssuerUrls>();
        services.AddTransient<IDiscoveryResponseGenerator, ServedMetadata>();
    }

    private static void AddKeys(IServiceCollection services)
    {
        foreach (string algorithm in SigningAlgorithms)
        {
            services.AddSingleton<ISigningCredentialStore>(
                provider => new KeyRingCredentials(provider.GetRequiredService<ISigningKeyRing>(), algorithm));
        }

        services.AddSingleton<IValidationKeysStore, KeyRingValidationKeys>();
    }

    private static void AddRegistrations(IServiceCollection services)
    {
        services.AddSingleton<RegisteredClientStore>();
        services.AddSingleton<IClientStore>(provider => provider.GetRequiredService<RegisteredClientStore>());
        services.AddSingleton<IResourceStore, RegisteredResourceStore>();
        services.AddSingleton<IRedirectUriValidator, RegisteredRedirectUris>();
        services.AddScoped<IClientSecretValidator, AdmittedClient>();
        services.AddScoped<IApiSecretValidator, AdmittedClient>();
        services.AddScoped<IDPoPProofValidator, AdmittedProof>();
        services.AddScoped<IReplayCache, OneTimeReplayCache>();
    }

    private static void AddGrants(IServiceCollection services)
    {
        services.AddSingleton<IPersistedGrantStore, NoPersistedGrants>();
        services.AddSingleton<IHandleGenerationService, OpaqueHandles>();
        services.AddScoped<IAuthorizationCodeStore, GrantedCodes>();
        services.AddScoped<IRefreshTokenService, FamilyRefreshTokens>();
        services.AddScoped<ICustomTokenRequestValidator, GrantSpending>();
        services.AddScoped<IPushedAuthorizationService, PushedRequests>();
        services.AddSingleton<IUserCodeGenerator, UserCodes>();
        services.AddScoped<IDeviceFlowCodeService, DeviceCodes>();
        services.AddScoped<IDeviceCodeValidator, DeviceCodes>();
        services.AddScoped<IExtensionGrantValidator, AllowedExchange>();
    }

    private static void AddTokens(IServiceCollection services)
    {
        services.AddScoped<TokenIssuance>();
        services.AddScoped<TokenOutcomes>();
        services.AddScoped<IEventSink, InstrumentSink>();
        services.AddScoped<ITokenService, IssuedTokenService>();
        services.AddScoped<IssuedTokenWriter>();
        services.AddScoped<ITokenCreationService>(provider => provider.GetRequiredService<IssuedTokenWriter>());
        services.AddScoped<IReferenceTokenStore, StoredReferenceTokens>();
        services.AddScoped<ITokenResponseGenerator, IssuedTokenResponses>();
        services.AddScoped<IProfileService, SubjectProfileService>();
        services.AddScoped<IClaimsService, SubjectClaims>();
        services.AddScoped<ITokenValidator, LiveTokenValidator>();
        services.AddScoped<IntrospectedToken>();
        services.AddScoped<IIntrospectionRequestValidator>(provider => provider.GetRequiredService<IntrospectedToken>());
        services.AddScoped<IIntrospectionResponseGenerator>(provider => provider.GetRequiredService<IntrospectedToken>());
        services.AddScoped<ITokenRevocationResponseGenerator, LoggedRevocations>();
    }

    private static void AddInteraction(IServiceCollection services)
    {
        services.AddScoped<IUserSession, LoginSessionUser>();
        services.AddScoped<IAuthorizeInteractionResponseGenerator, AuthorizeInteractions>();
        services.AddScoped<IAuthorizeResponseGenerator, AuthorizeResponses>();
        services.AddScoped<IAuthorizeInteraction, InteractionServiceInquiries>();
    }

    private static void AddAnswers(IServiceCollection services)
    {
        services.AddScoped<IHttpResponseWriter<TokenErrorResult>, ErrorAnswers>();
        services.AddScoped<IHttpResponseWriter<TokenRevocationErrorResult>, ErrorAnswers>();
        services.AddScoped<IHttpResponseWriter<PushedAuthorizationErrorResult>, ErrorAnswers>();
        services.AddScoped<IHttpResponseWriter<StatusCodeResult>, LoggedRevocations>();
        services.AddScoped<IHttpResponseWriter<AuthorizeResult>, AuthorizeAnswers>();
        services.AddScoped<IHttpResponseWriter<AuthorizeInteractionPageResult>, AuthorizeAnswers>();
    }
}
