using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace TokenAspire.ServiceDefaults.Resilience;

internal static class ResilienceServiceCollectionExtensions
{
    public static void AddHttpResilience(this IServiceCollection services)
    {
        services.AddOptions<HttpResilienceOptions>().BindConfiguration(HttpResilienceOptions.Section).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<HttpResilienceOptions>, HttpResilienceOptionsValidator>());
        services.TryAddSingleton<ResiliencePipelines>();
        services.TryAddTransient<RequestResilienceHandler>();
        services.TryAddTransient<AttemptResilienceHandler>();
    }
}
