using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.Extensions.Options;
using TokenAspire.Gateway.Bff.Issuer;
using TokenAspire.Gateway.Bff.Keys;
using TokenAspire.Gateway.Bff.Login;
using TokenAspire.Gateway.Bff.LoginSessions;
using TokenAspire.Gateway.Bff.Logout;
using TokenAspire.Gateway.Bff.Page;
using TokenAspire.Gateway.Bff.Sessions;

namespace TokenAspire.Gateway.Bff;

/// <summary>The gateway as the backend of browsers: they have a cookie, and the tokens stay here.</summary>
internal static class BffExtensions
{
    private const long LargestForm = 32 * 1024;
    private const long LargestAnswer = 1 << 20;

    private static readonly TimeSpan LogoutErrand = TimeSpan.FromMinutes(2);

    public static IServiceCollection AddBff(this IServiceCollection services)
    {
        services.AddOptions<BffOptions>().BindConfiguration(BffOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<BffOptions>, BffOptionsValidator>();

        services.AddDataProtection().SetApplicationName("TokenAspire.Gateway").DisableAutomaticKeyGeneration();
        services.AddSingleton<CookieKeys>();
        services.AddOptions<KeyManagementOptions>().Configure<CookieKeys>(static (options, keys) => options.XmlRepository = keys);

        // A redirect of the token endpoint would carry the code or the refresh token elsewhere.
        services.AddHttpClient(IssuerMetadata.ClientName, static client => client.MaxResponseContentBufferSize = LargestAnswer)
            .UseSocketsHttpHandler(static (handler, _) => (handler.AllowAutoRedirect, handler.UseCookies) = (false, false));
        services.AddSingleton<IssuerMetadata>();
        services.AddSingleton<IssuerClient>();
        services.AddSingleton<IssuerTokenValidator>();

        services.AddSingleton<SessionMemory>();
        services.AddSingleton<SessionSuccessors>();
        services.AddSingleton<SessionCookie>();
        services.AddSingleton<SessionRefresher>();
        services.AddSingleton<EndedSessions>();

        services.AddCookie<LoginAttempt>("__Host-gateway-login-", static options => options.LoginTimeout);
        services.AddCookie<LogoutErrand>("__Host-gateway-logout", static _ => LogoutErrand);
        services.AddSingleton<UsedStates>();
        services.AddSingleton<CallbackRequestValidator>();
        services.AddSingleton<LoginEndpoint>();
        services.AddSingleton<CallbackEndpoint>();
        services.AddSingleton<LogoutEndpoint>();
        services.AddSingleton<LogoutTokenValidator>();
        services.AddSingleton<BackChannelLogoutEndpoint>();
        services.AddSingleton<UserEndpoint>();
        services.AddSingleton<LoginSessionsClient>();
        services.AddSingleton<LoginSessionsEndpoint>();
        return services;
    }

    /// <summary>Serves the page.</summary>
    public static IApplicationBuilder UsePage(this IApplicationBuilder app) => app
        .UseDefaultFiles()
        .UseStaticFiles(new StaticFileOptions { OnPrepareResponse = static file => PageHeaders.Set(file.Context.Response.Headers) });

    /// <summary>Gives requests with a session cookie their access token; before the verification.</summary>
    public static IApplicationBuilder UseBrowserSessions(this IApplicationBuilder app) => app.UseMiddleware<SessionMiddleware>();

    public static void MapBff(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet("/bff/login", static (HttpContext context, string? returnUrl, LoginEndpoint login) => login.HandleAsync(context, returnUrl));
        endpoints.MapGet(LoginEndpoint.CallbackPath, static (HttpContext context, CallbackEndpoint callback) => callback.HandleAsync(context));
        endpoints.MapPost(LogoutEndpoint.Path, static (HttpContext context, LogoutEndpoint logout) => logout.HandleAsync(context));
        endpoints.MapGet(LogoutEndpoint.Path, static (HttpContext context, LogoutEndpoint logout) => logout.ContinueAsync(context));
        endpoints.MapPost("/bff/backchannel-logout", static (HttpContext context, BackChannelLogoutEndpoint logout) => logout.HandleAsync(context))
            .WithMetadata(new Microsoft.AspNetCore.Mvc.RequestSizeLimitAttribute(LargestForm));

        // The access token of the session has to pass as on the way to any service.
        RouteGroupBuilder ofSession = endpoints.MapGroup("").WithMetadata(UsesSession.Instance).RequireAuthorization();
        ofSession.MapGet(UserEndpoint.Path, static (HttpContext context, UserEndpoint user) => user.Handle(context));
        ofSession.MapGet(LoginSessionsEndpoint.Path, static (HttpContext context, LoginSessionsEndpoint sessions) => sessions.ListAsync(context));
        ofSession.MapDelete(
            LoginSessionsEndpoint.Path + "/{sid:guid}", static (Guid sid, HttpContext context, LoginSessionsEndpoint sessions) => sessions.EndAsync(sid, context));
    }

    private static void AddCookie<T>(this IServiceCollection services, string name, Func<BffOptions, TimeSpan> lifetime)
        where T : class => services.AddSingleton(provider => new ProtectedCookie<T>(
            name,
            lifetime(provider.GetRequiredService<IOptions<BffOptions>>().Value),
            provider.GetRequiredService<IDataProtectionProvider>(),
            provider.GetRequiredService<TimeProvider>()));
}
