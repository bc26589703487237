using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Microsoft.Extensions.DependencyInjection;
using TokenAspire.LocalHosting.ApplicationModel;
using TokenAspire.LocalHosting.Supervision;

namespace TokenAspire.LocalHosting.Projects;

/// <summary>A project's built assembly, run by the .NET that runs this process.</summary>
internal sealed class ProjectProgram(ProjectResource resource, IProjectMetadata project, LaunchProfile? profile)
{
    /// <summary>Parameters are for the app host; each service gets the few values that are meant for it.</summary>
    private const string ParameterPrefix = "Parameters__";

    private IEnumerable<EndpointReference> Endpoints =>
        resource.Annotations.OfType<EndpointAnnotation>().Select(endpoint => new EndpointReference(resource, endpoint.Name));

    public void Require()
    {
        if (!File.Exists(project.TargetPath))
        {
            throw new DistributedApplicationException($"{resource.Name} is not built: {project.TargetPath} is missing. Build it: dotnet build {project.ProjectPath}");
        }

        if (Endpoints.Any(endpoint => endpoint.Scheme == Uri.UriSchemeHttps))
        {
            DevelopmentCertificate.Require();
        }
    }

    public async Task<ProcessSpecification> PrepareAsync(LaunchContext process, CancellationToken cancellationToken)
    {
        EnvironmentCallbackContext context = new();
        foreach ((string name, string value) in Telemetry().Concat(profile?.EnvironmentVariables ?? new Dictionary<string, string>(StringComparer.Ordinal)).Concat(Hosting(process)))
        {
            context.EnvironmentVariables[name] = value;
        }

        foreach (EnvironmentCallbackAnnotation annotation in resource.Annotations.OfType<EnvironmentCallbackAnnotation>())
        {
            annotation.Callback(context);
        }

        Dictionary<string, string?> environment = InheritedParameters();
        foreach ((string name, object value) in context.EnvironmentVariables)
        {
            environment[name] = value is IValueProvider provider ? await provider.GetValueAsync(cancellationToken) : (string)value;
        }

        bool watch = process.Services.GetRequiredService<SupervisionOptions>().Watches(resource.Name);
        return new ProcessSpecification(DotnetHost(), watch ? Watch() : [project.TargetPath], Path.GetDirectoryName(project.ProjectPath)!) { Environment = environment };
    }

    // The environment that was prepared takes the place of the launch profile. A change that cannot be hot reloaded
    // restarts the project without a question, which nobody could answer.
    private string[] Watch() => ["watch", "--non-interactive", "--project", project.ProjectPath, "run", "--no-launch-profile"];

    private Dictionary<string, string> Hosting(LaunchContext process)
    {
        Dictionary<string, string> variables = new(StringComparer.Ordinal) { ["DOTNET_LAUNCH_PROFILE"] = profile?.Name ?? string.Empty };
        if (Endpoints.Any())
        {
            variables["ASPNETCORE_URLS"] = string.Join(';', Endpoints.Select(endpoint => new UriBuilder(endpoint.Scheme, endpoint.Host, process.PortOf(endpoint)).Uri.GetLeftPart(UriPartial.Authority)));
        }

        if (Endpoints.FirstOrDefault(endpoint => endpoint.Scheme == Uri.UriSchemeHttps) is { } https)
        {
            variables["ASPNETCORE_HTTPS_PORT"] = https.Port.ToString(CultureInfo.InvariantCulture);
        }

        return variables;
    }

    /// <summary>An exporter's endpoint and headers set for the app host are inherited.</summary>
    private Dictionary<string, string> Telemetry()
    {
        Dictionary<string, string> variables = new(StringComparer.Ordinal)
        {
            ["OTEL_SERVICE_NAME"] = resource.Name,
            ["OTEL_RESOURCE_ATTRIBUTES"] = $"service.instance.id={RandomNumberGenerator.GetHexString(8, lowercase: true)}",
            ["OTEL_DOTNET_EXPERIMENTAL_OTLP_RETRY"] = "in_memory",
        };
        if (profile?.EnvironmentVariables.GetValueOrDefault("ASPNETCORE_ENVIRONMENT") == "Development")
        {
            // A developer looks at once, and at everything.
            variables["OTEL_BLRP_SCHEDULE_DELAY"] = "1000";
            variables["OTEL_BSP_SCHEDULE_DELAY"] = "1000";
            variables["OTEL_METRIC_EXPORT_INTERVAL"] = "1000";
            variables["OTEL_TRACES_SAMPLER"] = "always_on";
            variables["OTEL_METRICS_EXEMPLAR_FILTER"] = "trace_based";
        }

        return variables;
    }

    private static Dictionary<string, string?> InheritedParameters() => Environment.GetEnvironmentVariables().Keys.Cast<string>()
        .Where(name => name.StartsWith(ParameterPrefix, StringComparison.OrdinalIgnoreCase))
        .ToDictionary(name => name, _ => (string?)null, StringComparer.Ordinal);

    /// <summary>From <c>dotnet/shared/Microsoft.NETCore.App/10.0.0/</c> to <c>dotnet/dotnet</c>.</summary>
    private static string DotnetHost() => Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", "dotnet"));
}
