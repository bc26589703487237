using Microsoft.Extensions.Options;
using TokenAspire.Issuer.Contracts.Logout;

namespace TokenAspire.Issuer.Logout;

internal static class LogoutExtensions
{
    /// <summary>Adds the end of login sessions and the delivery of the news to clients.</summary>
    public static WebApplicationBuilder AddLogout(this WebApplicationBuilder builder)
    {
        IServiceCollection services = builder.Services;
        services.AddOptions<LogoutDeliveryOptions>().BindConfiguration(LogoutDeliveryOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<LogoutDeliveryOptions>, LogoutDeliveryOptionsValidator>();
        services.AddSingleton<ISessionTermination, SessionTermination>();
        services.AddSingleton<LogoutOutbox>();
        services.AddSingleton<LogoutDelivery>();
        services.AddHostedService<LogoutDeliveryService>();

        // A logout token goes to the registered address and nowhere that it might point to.
        services.AddHttpClient(LogoutDelivery.Client, static (provider, client) =>
                client.Timeout = provider.GetRequiredService<IOptions<LogoutDeliveryOptions>>().Value.Timeout)
            .UseSocketsHttpHandler(static (handler, _) => (handler.AllowAutoRedirect, handler.UseCookies) = (false, false));
        return builder;
    }
}
