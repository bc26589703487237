using System.Reflection;
using Microsoft.Extensions.Configuration;
using TokenAspire.LocalHosting.ApplicationModel;
using TokenAspire.LocalHosting.Dashboard.Access;
using TokenAspire.LocalHosting.Projects;

namespace TokenAspire.LocalHosting.Dashboard;

/// <summary>Where the dashboard listens and who may come, from the app host's configuration under Aspire's names.</summary>
internal sealed record DashboardOptions
{
    /// <summary>The address: <c>ASPNETCORE_URLS</c>, else the app host's launch profile, else a free port.</summary>
    public required Uri Url { get; init; }

    /// <summary>The first login token: <c>AppHost:BrowserToken</c>, else a random one.</summary>
    public required string BrowserToken { get; init; }

    /// <summary>What resources send with their telemetry: <c>AppHost:OtlpApiKey</c>, else a random one.</summary>
    public required string OtlpApiKey { get; init; }

    public required bool RandomizePort { get; init; }

    public required string ApplicationName { get; init; }

    public static DashboardOptions From(IConfiguration configuration, Assembly? appHost) => new()
    {
        Url = Address(configuration["ASPNETCORE_URLS"] ?? LaunchUrl(appHost) ?? "http://localhost:0"),
        BrowserToken = Configured(configuration["AppHost:BrowserToken"]),
        OtlpApiKey = Configured(configuration["AppHost:OtlpApiKey"]),
        RandomizePort = configuration.GetValue<bool>("LocalHosting:RandomizePorts"),
        ApplicationName = (appHost?.GetName().Name ?? "Application").Replace(".AppHost", string.Empty, StringComparison.Ordinal),
    };

    public EndpointAnnotation Endpoint() => new(Url.Scheme, Url.Scheme, Url.Port == 0 ? null : Url.Port);

    private static string Configured(string? value) => string.IsNullOrEmpty(value) ? Secret.Generate() : value;

    private static Uri Address(string urls)
    {
        string first = urls.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).FirstOrDefault() ?? string.Empty;
        return Uri.TryCreate(first, UriKind.Absolute, out Uri? url) && url.Scheme is "http" or "https" && url.IsLoopback
            ? url
            : throw new DistributedApplicationException(
                $"The dashboard's address '{first}' is not one of this machine alone. Set ASPNETCORE_URLS, or applicationUrl in the app host's Properties/launchSettings.json, to http://localhost:18888.");
    }

    /// <summary>Started without <c>dotnet run</c>, nobody has read the launch profile.</summary>
    private static string? LaunchUrl(Assembly? appHost)
    {
        string? folder = appHost?.GetTypes()
            .Where(type => type.Namespace == "Projects" && !type.IsAssignableTo(typeof(IProjectMetadata)))
            .Select(type => type.GetProperty("ProjectPath", BindingFlags.Public | BindingFlags.Static)?.GetValue(null) as string)
            .FirstOrDefault();
        return folder is null ? null : LaunchProfile.Read(Path.Combine(folder, "AppHost.csproj"))?.ApplicationUrl;
    }
}
