using System.Reflection;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using TokenAspire.LocalHosting.ApplicationModel;
using TokenAspire.LocalHosting.Dashboard;
using TokenAspire.LocalHosting.Publishing;
using TokenAspire.LocalHosting.Supervision;
using TokenAspire.LocalHosting.Testing;

namespace TokenAspire.LocalHosting;

/// <summary>Describes an application.</summary>
public interface IDistributedApplicationBuilder
{
    /// <summary>The app host's configuration: user secrets, environment, command line.</summary>
    ConfigurationManager Configuration { get; }

    /// <summary>The services of the app host itself.</summary>
    IServiceCollection Services { get; }

    /// <summary>The assembly that describes the application.</summary>
    Assembly? AppHostAssembly { get; }

    /// <summary>What the app host was started for.</summary>
    DistributedApplicationExecutionContext ExecutionContext { get; }

    /// <summary>The resources so far.</summary>
    IResourceCollection Resources { get; }

    /// <summary>Adds a resource.</summary>
    /// <typeparam name="T">Its type.</typeparam>
    /// <param name="resource">The resource.</param>
    IResourceBuilder<T> AddResource<T>(T resource)
        where T : IResource;

    /// <summary>A builder for a resource that was added before, to change it.</summary>
    /// <typeparam name="T">Its type.</typeparam>
    /// <param name="resource">The resource.</param>
    IResourceBuilder<T> CreateResourceBuilder<T>(T resource)
        where T : IResource;

    /// <summary>Builds the application.</summary>
    DistributedApplication Build();
}

internal sealed class DistributedApplicationBuilder : IDistributedApplicationBuilder
{
    private readonly ResourceCollection _resources = [];

    private readonly EntryPointRun? _run = EntryPointRun.Current;

    private readonly DistributedApplicationOptions _options;

    private readonly CommandLine _commandLine;

    public DistributedApplicationBuilder(DistributedApplicationOptions options)
    {
        _options = options;
        _run?.Configure?.Invoke(options);
        AppHostAssembly = _run?.Assembly ?? Assembly.GetEntryAssembly();
        string? unreadable = AddUserSecrets();
        Configuration.AddEnvironmentVariables();
        CommandLine read = CommandLine.Read(options.Args ?? [], Configuration);
        _commandLine = read with { Problem = unreadable ?? read.Problem };
        ExecutionContext = new DistributedApplicationExecutionContext(_commandLine.Operation);
        Services.AddLogging();
        Services.AddHttpClient();
        Services.AddSingleton<IConfiguration>(Configuration);
        Services.AddSingleton(ExecutionContext);
        Services.AddSingleton(_ => new DistributedApplicationModel(Resources));
        Services.AddSingleton(_ => new ResourceNotificationService());
        Services.AddSingleton(_ => new ResourceLoggerService());
        Services.AddSingleton(_ => SupervisionOptions.From(Configuration));
        Services.AddSingleton(provider => new Supervisor(
            Resources,
            provider.GetRequiredService<ResourceNotificationService>(),
            provider.GetRequiredService<ResourceLoggerService>(),
            provider,
            provider.GetRequiredService<SupervisionOptions>()));
        Services.AddSingleton(provider => new ResourceCommandService(provider.GetRequiredService<Supervisor>()));
    }

    public ConfigurationManager Configuration { get; } = new();

    public IServiceCollection Services { get; } = new ServiceCollection();

    public Assembly? AppHostAssembly { get; }

    public DistributedApplicationExecutionContext ExecutionContext { get; }

    public IResourceCollection Resources => _resources;

    public IResourceBuilder<T> AddResource<T>(T resource)
        where T : IResource
    {
        if (_resources.Exists(other => string.Equals(other.Name, resource.Name, StringComparison.OrdinalIgnoreCase)))
        {
            throw new DistributedApplicationException($"There is a resource '{resource.Name}' already; names are unique.");
        }

        _resources.Add(resource);
        return CreateResourceBuilder(resource);
    }

    public IResourceBuilder<T> CreateResourceBuilder<T>(T resource)
        where T : IResource => new ResourceBuilder<T>(this, resource);

    /// <returns>What is wrong with them; it is reported when the application runs, as every other mistake.</returns>
    private string? AddUserSecrets()
    {
        try
        {
            if (AppHostAssembly is not null)
            {
                Configuration.AddUserSecrets(AppHostAssembly, optional: true);
            }

            return null;
        }
        catch (InvalidDataException malformed)
        {
            // Failed to load configuration from file '/home/…/secrets.json'.
            return $"The user secrets are not JSON; correct or delete the file. {malformed.Message}";
        }
    }

    public DistributedApplication Build()
    {
        _run?.HoldBuild(this);
        CommandLine commandLine = _commandLine.KnowingParameters(_resources.OfType<ParameterResource>().Select(parameter => parameter.Name));
        if (!_options.DisableDashboard && commandLine.Operation == DistributedApplicationOperation.Run)
        {
            this.AddDashboard();
        }

        DistributedApplication app = new(Services.BuildServiceProvider(), AppHostAssembly, commandLine, heldByTest: _run is not null);
        _run?.Built(app);
        return app;
    }
}
