using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace TokenAspire.ServiceDefaults.Draining;

internal static class DrainServiceCollectionExtensions
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(5);

    public static void AddGracefulDrain(this IServiceCollection services)
    {
        services.AddOptions<DrainOptions>()
            .BindConfiguration(DrainOptions.Section)
            .Validate(
                static options => options.Delay >= TimeSpan.Zero && options.Delay <= Longest,
                $"{DrainOptions.Section}:{nameof(DrainOptions.Delay)} must be between zero and 5 minutes, and shorter than the platform waits before it kills.")
            .ValidateOnStart();
        services.AddSingleton<GracefulDrain>();
        services.AddHostedService(static provider => provider.GetRequiredService<GracefulDrain>());
        services.AddHealthChecks().AddCheck<GracefulDrain>("drain");
        services.AddTransient<IStartupFilter, ConnectionCloseFilter>();
    }
}
