using System.Reflection;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using TokenAspire.LocalHosting.ApplicationModel;

namespace TokenAspire.LocalHosting.Testing;

/// <summary>An app host's application, open for a test's changes.</summary>
public interface IDistributedApplicationTestingBuilder : IDistributedApplicationBuilder, IAsyncDisposable, IDisposable
{
    /// <summary>Builds the application.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    Task<DistributedApplication> BuildAsync(CancellationToken cancellationToken = default);
}

/// <summary>Runs an app host in a test, with every port random.</summary>
public static class DistributedApplicationTestingBuilder
{
    /// <summary>Runs an app host's entry point up to its <c>Build()</c>.</summary>
    /// <typeparam name="TEntryPoint">A type of the app host's assembly, such as <c>Projects.NAME_AppHost</c>.</typeparam>
    /// <param name="cancellationToken">Ends the wait.</param>
    public static Task<IDistributedApplicationTestingBuilder> CreateAsync<TEntryPoint>(CancellationToken cancellationToken = default)
        where TEntryPoint : class => CreateAsync<TEntryPoint>([], cancellationToken);

    /// <summary>Runs an app host's entry point up to its <c>Build()</c>.</summary>
    /// <typeparam name="TEntryPoint">A type of the app host's assembly, such as <c>Projects.NAME_AppHost</c>.</typeparam>
    /// <param name="args">The app host's command line.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public static Task<IDistributedApplicationTestingBuilder> CreateAsync<TEntryPoint>(string[] args, CancellationToken cancellationToken = default)
        where TEntryPoint : class => CreateAsync<TEntryPoint>(args, (_, _) => { }, cancellationToken);

    /// <summary>Runs an app host's entry point up to its <c>Build()</c>.</summary>
    /// <typeparam name="TEntryPoint">A type of the app host's assembly, such as <c>Projects.NAME_AppHost</c>.</typeparam>
    /// <param name="args">The app host's command line.</param>
    /// <param name="configureBuilder">Changes how the application is built; the dashboard is off unless this switches it on.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public static async Task<IDistributedApplicationTestingBuilder> CreateAsync<TEntryPoint>(string[] args, Action<DistributedApplicationOptions, HostApplicationBuilderSettings> configureBuilder, CancellationToken cancellationToken = default)
        where TEntryPoint : class
    {
        ArgumentNullException.ThrowIfNull(configureBuilder);
        EntryPointRun run = new(typeof(TEntryPoint).Assembly) { Configure = Configure };
        DistributedApplicationBuilder builder = await run.StartAsync(args).WaitAsync(cancellationToken);
        builder.Configuration["LocalHosting:RandomizePorts"] = "true";
        return new Builder(builder, run);

        void Configure(DistributedApplicationOptions options)
        {
            options.DisableDashboard = true;
            configureBuilder(options, new HostApplicationBuilderSettings { Args = options.Args });
        }
    }

    private sealed class Builder(DistributedApplicationBuilder inner, EntryPointRun run) : IDistributedApplicationTestingBuilder
    {
        private Task<DistributedApplication>? _app;

        public ConfigurationManager Configuration => inner.Configuration;

        public IServiceCollection Services => inner.Services;

        public Assembly? AppHostAssembly => inner.AppHostAssembly;

        public DistributedApplicationExecutionContext ExecutionContext => inner.ExecutionContext;

        public IResourceCollection Resources => inner.Resources;

        public IResourceBuilder<T> AddResource<T>(T resource)
            where T : IResource => inner.AddResource(resource);

        public IResourceBuilder<T> CreateResourceBuilder<T>(T resource)
            where T : IResource => inner.CreateResourceBuilder(resource);

        public DistributedApplication Build() => BuildAsync().GetAwaiter().GetResult();

        public Task<DistributedApplication> BuildAsync(CancellationToken cancellationToken = default) =>
            (_app ??= run.BuildAsync()).WaitAsync(cancellationToken);

        public async ValueTask DisposeAsync()
        {
            if (_app is null)
            {
                run.Abandon();
                return;
            }

            await ((Task)_app).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (_app.IsCompletedSuccessfully)
            {
                await (await _app).DisposeAsync();
            }
        }

        public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();
    }
}
