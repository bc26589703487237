using System.Reflection;
using Microsoft.Extensions.Options;
using TokenAspire.ServiceDefaults.Discovery;
using Yarp.ReverseProxy.Configuration;

namespace TokenAspire.Gateway.Edge.Routes;

/// <summary>
/// Reports everything that is wrong with the routes of the section <c>ReverseProxy</c>, each with its fix: a route that
/// is open by mistake, and one that leads nowhere, among them.
/// </summary>
internal sealed class RouteValidator(IConfiguration configuration, ServiceAddresses addresses, IHostEnvironment environment) : IValidateOptions<RoutePolicyOptions>
{
    private const string Anonymous = "anonymous";

    private static readonly string[] RouteSettings = SettingsOf(typeof(RouteConfig));
    private static readonly string[] ClusterSettings = SettingsOf(typeof(ClusterConfig));

    public ValidateOptionsResult Validate(string? name, RoutePolicyOptions options)
    {
        ValidateOptionsResultBuilder failures = new();
        IConfigurationSection routes = configuration.GetSection("ReverseProxy:Routes");
        IConfigurationSection clusters = configuration.GetSection("ReverseProxy:Clusters");
        if (!routes.GetChildren().Any())
        {
            failures.AddError($"{routes.Path} is empty, so nothing is behind this gateway; add a route.");
        }

        foreach (IConfigurationSection route in routes.GetChildren())
        {
            CheckSpelling(failures, route, RouteSettings);
            CheckPolicy(failures, route, options);
            CheckMatch(failures, route);
            CheckCluster(failures, route, clusters);
        }

        foreach (IConfigurationSection cluster in clusters.GetChildren())
        {
            CheckSpelling(failures, cluster, ClusterSettings);
            CheckDestinations(failures, cluster);
        }

        return failures.Build();
    }

    private static string[] SettingsOf(Type type) =>
        [.. type.GetProperties(BindingFlags.Instance | BindingFlags.Public | BindingFlags.DeclaredOnly).Select(property => property.Name)];

    private static void CheckSpelling(ValidateOptionsResultBuilder failures, IConfigurationSection section, string[] settings)
    {
        foreach (IConfigurationSection entry in section.GetChildren().Where(entry => !settings.Contains(entry.Key, StringComparer.OrdinalIgnoreCase)))
        {
            failures.AddError($"{entry.Path} is no setting; there are {string.Join(", ", settings)}.");
        }
    }

    private static void CheckPolicy(ValidateOptionsResultBuilder failures, IConfigurationSection route, RoutePolicyOptions options)
    {
        string? policy = route[nameof(RouteConfig.AuthorizationPolicy)];
        if (policy is null || !(options.Policies.ContainsKey(policy) || policy.Equals(Anonymous, StringComparison.OrdinalIgnoreCase)))
        {
            failures.AddError(
                $"{route.Path}:{nameof(RouteConfig.AuthorizationPolicy)} is '{policy}'; set it to one of {RoutePolicyOptions.Section} ({string.Join(", ", options.Policies.Keys)}), "
                + $"or to {Anonymous} where everybody may pass.");
        }
    }

    private static void CheckMatch(ValidateOptionsResultBuilder failures, IConfigurationSection route)
    {
        string? path = route["Match:Path"];
        if (path is null || !path.StartsWith('/'))
        {
            failures.AddError($"{route.Path}:Match:Path is '{path}'; write a path such as /api/orders/{{**rest}}.");
        }
    }

    private static void CheckCluster(ValidateOptionsResultBuilder failures, IConfigurationSection route, IConfigurationSection clusters)
    {
        string? cluster = route[nameof(RouteConfig.ClusterId)];
        if (cluster is null || !clusters.GetSection(cluster).Exists())
        {
            failures.AddError(
                $"{route.Path}:{nameof(RouteConfig.ClusterId)} is '{cluster}'; set it to one of {clusters.Path} ({string.Join(", ", clusters.GetChildren().Select(known => known.Key))}).");
        }
    }

    private void CheckDestinations(ValidateOptionsResultBuilder failures, IConfigurationSection cluster)
    {
        IConfigurationSection destinations = cluster.GetSection(nameof(ClusterConfig.Destinations));
        if (!destinations.GetChildren().Any())
        {
            failures.AddError($"{destinations.Path} is empty; add one with an Address such as https://orders.");
        }

        foreach (IConfigurationSection destination in destinations.GetChildren())
        {
            string? address = destination[nameof(DestinationConfig.Address)];
            if (Mistake(address) is { } mistake)
            {
                failures.AddError($"{destination.Path}:{nameof(DestinationConfig.Address)} is '{address}'; {mistake}");
            }
        }
    }

    // What carries a token is TLS: without it only where a developer tries something out.
    private string? Mistake(string? address)
    {
        bool isTls = address?.StartsWith("https://", StringComparison.OrdinalIgnoreCase) is true;
        bool isTolerated = environment.IsDevelopment() && address?.StartsWith("http://", StringComparison.OrdinalIgnoreCase) is true;
        if (!(isTls || isTolerated) || !Uri.TryCreate(address, UriKind.Absolute, out Uri? uri))
        {
            return "write an https address or the name of a service, such as https://orders.";
        }

        try
        {
            return ServiceAddresses.IsServiceName(uri) && addresses.Find(uri).Count == 0 ? "it has no instances." : null;
        }
        catch (UnknownServiceException unknown)
        {
            return unknown.Message;
        }
    }
}
