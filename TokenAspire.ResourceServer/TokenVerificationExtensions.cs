using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using TokenAspire.Revocation;

namespace TokenAspire.ResourceServer;

/// <summary>What a service adds to verify access tokens.</summary>
public static class TokenVerificationExtensions
{
    /// <summary>
    /// Adds the bearer scheme, the scope policies and the revocation replica. Settings come from the section
    /// <c>TokenVerification</c>, then from <paramref name="configure"/>, and are checked at start.
    /// </summary>
    public static TBuilder AddTokenVerification<TBuilder>(this TBuilder builder, Action<TokenVerificationOptions>? configure = null)
        where TBuilder : IHostApplicationBuilder
    {
        builder.AddRevocationReplica();
        builder.Services.AddOptions<TokenVerificationOptions>()
            .BindConfiguration(TokenVerificationOptions.Section)
            .Configure(options => configure?.Invoke(options))
            .ValidateOnStart();
        builder.Services.TryAddEnumerable(
            ServiceDescriptor.Singleton<IValidateOptions<TokenVerificationOptions>, TokenVerificationOptionsValidator>());
        builder.Services.AddIssuerKeys();
        builder.Services.AddProofOfPossession();
        builder.Services.AddVerifiers();
        builder.Services.AddAccessTokenScheme();
        builder.Services.AddScopeAuthorization();
        builder.Services.AddFastLane();
        return builder;
    }

    /// <summary>Authenticates and authorizes the requests that follow.</summary>
    public static IApplicationBuilder UseTokenVerification(this IApplicationBuilder app)
    {
        ArgumentNullException.ThrowIfNull(app);
        if (!app.ApplicationServices.GetRequiredService<IOptions<TokenVerificationOptions>>().Value.FastLane)
        {
            return app.UseAuthentication().UseAuthorization().UseMiddleware<AcceptedTokenMiddleware>();
        }

        ActivatorUtilities.CreateInstance<FastLane>(app.ApplicationServices).Enclose(app);
        return app;
    }

    private static void AddIssuerKeys(this IServiceCollection services)
    {
        services.AddHttpClient(IssuerDocumentReader.ClientName, static client =>
            client.MaxResponseContentBufferSize = IssuerDocumentReader.MaxDocumentBytes);
        services.AddSingleton<IssuerDocumentReader>();
        services.AddSingleton<IssuerKeySet>();
        services.AddSingleton<KeyRefreshSchedule>();
        services.AddHostedService<IssuerKeyRefresher>();
        services.AddHealthChecks().AddCheck<IssuerKeysHealthCheck>(IssuerKeysHealthCheck.Name, tags: ["ready"]);
    }

    private static void AddVerifiers(this IServiceCollection services)
    {
        services.AddSingleton<IntrospectionClient>();
        services.AddSingleton<IntrospectedTokens>();
        services.AddSingleton<IntrospectedTokenVerifier>();
        services.AddSingleton<AccessTokenVerifier>();
        services.AddSingleton<IAccessTokenVerifier>(static provider =>
            provider.GetRequiredService<IOptions<TokenVerificationOptions>>().Value.Introspection.Mode == IntrospectionMode.Off
                ? provider.GetRequiredService<AccessTokenVerifier>()
                : provider.GetRequiredService<IntrospectedTokenVerifier>());
    }

    private static void AddProofOfPossession(this IServiceCollection services)
    {
        services.AddSingleton<ProofTarget>();
        services.AddSingleton<SharedProofs>();
        services.AddSingleton<ProofReplays>();
        services.AddSingleton<ProofGate>();
    }

    // JwtBearer without an authority of its own: this project's handler knows the issuer.
    private static void AddAccessTokenScheme(this IServiceCollection services)
    {
        services.AddSingleton<VerificationMetrics>();
        services.AddSingleton<VerificationOutcome>();
        services.AddSingleton<RevocationGate>();
        services.AddSingleton<VerifiedTokenCache>();
        services.AddSingleton<RememberedTokens>();
        services.AddSingleton<TokenAuthenticator>();
        services.AddSingleton<RequestAuthenticator>();
        services.AddSingleton<AccessTokenHandler>();
        services.AddSingleton<AccessTokenEvents>();
        services.AddAuthentication(JwtBearerDefaults.AuthenticationScheme).AddJwtBearer();
        services.AddOptions<JwtBearerOptions>(JwtBearerDefaults.AuthenticationScheme)
            .Configure<AccessTokenHandler>(static (options, handler) =>
            {
                options.TokenHandlers.Clear();
                options.TokenHandlers.Add(handler);
                options.EventsType = typeof(AccessTokenEvents);
                options.MapInboundClaims = false;
                options.SaveToken = false;
            });
    }

    private static void AddFastLane(this IServiceCollection services)
    {
        services.AddSingleton<EndpointPolicies>();
        services.AddSingleton(provider => ActivatorUtilities.CreateInstance<FastLaneSurvey>(provider, services));
    }

    private static void AddScopeAuthorization(this IServiceCollection services)
    {
        services.AddAuthorization();
        services.AddSingleton<IAuthorizationHandler, ScopeAuthorizationHandler>();
        services.AddSingleton<IAuthorizationHandler, AudienceAuthorizationHandler>();
        services.AddSingleton<IAuthorizationMiddlewareResultHandler, RefusalResultHandler>();
    }
}
