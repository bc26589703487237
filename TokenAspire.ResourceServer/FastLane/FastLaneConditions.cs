using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Infrastructure;
using Microsoft.AspNetCore.Authorization.Policy;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace TokenAspire.ResourceServer;

/// <summary>What the fast lane may leave out without anybody being able to tell.</summary>
/// <param name="Authentication">Whether the authentication middleware has nothing to add to a remembered token.</param>
/// <param name="Authorization">Whether a policy means what ASP.NET Core and this library say it means, and nothing more.</param>
internal sealed record FastLaneConditions(bool Authentication, bool Authorization);

/// <summary>
/// Looks at what the application has registered. Everything that could see the difference closes the lane: each service
/// must be the very type known here.
/// </summary>
internal sealed class FastLaneSurvey(IServiceCollection registrations, IOptionsMonitor<JwtBearerOptions> bearer, ILogger<FastLaneSurvey> logger)
{
    private static readonly Type[] KnownHandlers =
        [typeof(PassThroughAuthorizationHandler), typeof(ScopeAuthorizationHandler), typeof(AudienceAuthorizationHandler)];

    private FastLaneConditions? _conditions;

    /// <summary>What was found; null as long as nobody has looked.</summary>
    public FastLaneConditions? Conditions => Volatile.Read(ref _conditions);

    /// <summary>Looks once, with the services of a request, as the middleware would find them.</summary>
    public async Task LookAsync(IServiceProvider services)
    {
        string? authenticator = FirstForeign(services, Authenticators) ?? ForeignOptions() ?? await ForeignSchemesAsync(services);
        string? authorizer = FirstForeign(services, Authorizers) ?? ForeignHandler(services);
        FastLaneConditions found = new(authenticator is null, authorizer is null);
        if (Interlocked.CompareExchange(ref _conditions, found, comparand: null) is not null)
        {
            return;
        }

        if (authenticator is not null)
        {
            Log.AuthenticationNotSkipped(logger, authenticator);
        }

        if (authorizer is not null)
        {
            Log.AuthorizationNotSkipped(logger, authorizer);
        }
    }

    // The service's own class is internal in some versions: being from the same assembly is as good.
    private static (Type Service, Func<Type, bool> IsKnown)[] Authenticators { get; } =
    [
        (typeof(IAuthenticationService), static type => type.Assembly == typeof(AuthenticationService).Assembly),
        (typeof(IAuthenticationHandlerProvider), static type => type == typeof(AuthenticationHandlerProvider)),
        (typeof(IAuthenticationSchemeProvider), static type => type == typeof(AuthenticationSchemeProvider)),
        (typeof(IClaimsTransformation), static type => type == typeof(NoopClaimsTransformation)),
    ];

    private static (Type Service, Func<Type, bool> IsKnown)[] Authorizers { get; } =
    [
        (typeof(IPolicyEvaluator), static type => type == typeof(PolicyEvaluator)),
        (typeof(IAuthorizationService), static type => type.Assembly == typeof(DefaultAuthorizationService).Assembly),
        (typeof(IAuthorizationPolicyProvider), static type => type == typeof(DefaultAuthorizationPolicyProvider)),
        (typeof(IAuthorizationHandlerProvider), static type => type == typeof(DefaultAuthorizationHandlerProvider)),
        (typeof(IAuthorizationHandlerContextFactory), static type => type == typeof(DefaultAuthorizationHandlerContextFactory)),
        (typeof(IAuthorizationEvaluator), static type => type == typeof(DefaultAuthorizationEvaluator)),
        (typeof(IAuthorizationMiddlewareResultHandler), static type => type == typeof(RefusalResultHandler)),
    ];

    private static string? FirstForeign(IServiceProvider services, (Type Service, Func<Type, bool> IsKnown)[] expected) => expected
        .Where(service => !service.IsKnown(services.GetRequiredService(service.Service).GetType()))
        .Select(service => service.Service.Name)
        .FirstOrDefault();

    // A handler sees every requirement of every policy, and may refuse on its own account. Registrations tell what a
    // factory would hide in one request and show in another; the instances, what another container has of its own.
    private string? ForeignHandler(IServiceProvider services)
    {
        IEnumerable<Type?> handlers = registrations
            .Where(registration => registration.ServiceType == typeof(IAuthorizationHandler))
            .Select(registration => registration.IsKeyedService ? null : registration.ImplementationType)
            .Concat(services.GetServices<IAuthorizationHandler>().Select(handler => handler.GetType()));
        return handlers.FirstOrDefault(handler => !KnownHandlers.Contains(handler)) is { } foreign
            ? foreign.Name
            : handlers.Contains(null) ? nameof(IAuthorizationHandler) : null;
    }

    private string? ForeignOptions()
    {
        JwtBearerOptions options = bearer.Get(JwtBearerDefaults.AuthenticationScheme);
        bool isOurs = options.EventsType == typeof(AccessTokenEvents)
            && options.TokenHandlers is [AccessTokenHandler]
            && !options.UseSecurityTokenValidators
            && !options.SaveToken
            && options.ForwardDefault is null
            && options.ForwardDefaultSelector is null
            && options.ForwardAuthenticate is null;
        return isOurs ? null : nameof(JwtBearerOptions);
    }

    private static async Task<string?> ForeignSchemesAsync(IServiceProvider services)
    {
        IAuthenticationSchemeProvider schemes = services.GetRequiredService<IAuthenticationSchemeProvider>();
        AuthenticationScheme? standard = await schemes.GetDefaultAuthenticateSchemeAsync();
        bool isOurs = standard is { Name: JwtBearerDefaults.AuthenticationScheme }
            && standard.HandlerType == typeof(JwtBearerHandler)
            && !(await schemes.GetRequestHandlerSchemesAsync()).Any();
        return isOurs ? null : nameof(AuthenticationScheme);
    }
}
