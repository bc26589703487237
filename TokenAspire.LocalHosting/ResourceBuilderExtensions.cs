using System.Net;
using Microsoft.Extensions.DependencyInjection;
using TokenAspire.LocalHosting.ApplicationModel;

namespace TokenAspire.LocalHosting;

/// <summary>Says how resources belong together.</summary>
public static class ResourceBuilderExtensions
{
    /// <summary>Sets an environment variable.</summary>
    /// <typeparam name="T">The type of the resource.</typeparam>
    /// <param name="builder">The resource.</param>
    /// <param name="name">The variable.</param>
    /// <param name="value">Its value.</param>
    public static IResourceBuilder<T> WithEnvironment<T>(this IResourceBuilder<T> builder, string name, string? value)
        where T : IResourceWithEnvironment => Set(builder, name, value ?? string.Empty);

    /// <summary>Sets an environment variable to an endpoint's URL.</summary>
    /// <typeparam name="T">The type of the resource.</typeparam>
    /// <param name="builder">The resource.</param>
    /// <param name="name">The variable.</param>
    /// <param name="endpointReference">The endpoint.</param>
    public static IResourceBuilder<T> WithEnvironment<T>(this IResourceBuilder<T> builder, string name, EndpointReference endpointReference)
        where T : IResourceWithEnvironment => Set(builder, name, endpointReference);

    /// <summary>Sets an environment variable to text with references.</summary>
    /// <typeparam name="T">The type of the resource.</typeparam>
    /// <param name="builder">The resource.</param>
    /// <param name="name">The variable.</param>
    /// <param name="value">The text.</param>
    public static IResourceBuilder<T> WithEnvironment<T>(this IResourceBuilder<T> builder, string name, ReferenceExpression value)
        where T : IResourceWithEnvironment => Set(builder, name, value);

    /// <summary>Sets an environment variable to a parameter's value.</summary>
    /// <typeparam name="T">The type of the resource.</typeparam>
    /// <param name="builder">The resource.</param>
    /// <param name="name">The variable.</param>
    /// <param name="parameter">The parameter.</param>
    public static IResourceBuilder<T> WithEnvironment<T>(this IResourceBuilder<T> builder, string name, IResourceBuilder<ParameterResource> parameter)
        where T : IResourceWithEnvironment
    {
        ArgumentNullException.ThrowIfNull(parameter);
        return Set(builder, name, parameter.Resource);
    }

    /// <summary>Gives the resource another's connection string: <c>ConnectionStrings__{name}</c>, and each part as <c>{NAME}_{PART}</c>.</summary>
    /// <typeparam name="TDestination">The type of the resource.</typeparam>
    /// <param name="builder">The resource.</param>
    /// <param name="source">The other.</param>
    /// <param name="connectionName">The connection's name, if not the other's.</param>
    /// <param name="optional">Whether the resource does without if there is none; here there always is one.</param>
    public static IResourceBuilder<TDestination> WithReference<TDestination>(this IResourceBuilder<TDestination> builder, IResourceBuilder<IResourceWithConnectionString> source, string? connectionName = null, bool optional = false)
        where TDestination : IResourceWithEnvironment
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(source);
        string name = connectionName ?? source.Resource.Name;
        return builder.WithAnnotation(new ReferenceAnnotation(source.Resource)).WithAnnotation(new EnvironmentCallbackAnnotation(context =>
        {
            context.EnvironmentVariables[$"ConnectionStrings__{name}"] = source.Resource;
            foreach ((string part, ReferenceExpression value) in source.Resource.GetConnectionProperties())
            {
                context.EnvironmentVariables[VariableName(name, part)] = value;
            }
        }));
    }

    /// <summary>Gives the resource another's endpoints: <c>services__{name}__{scheme}__{i}</c> and <c>{NAME}_{SCHEME}</c>.</summary>
    /// <typeparam name="TDestination">The type of the resource.</typeparam>
    /// <param name="builder">The resource.</param>
    /// <param name="source">The other.</param>
    public static IResourceBuilder<TDestination> WithReference<TDestination>(this IResourceBuilder<TDestination> builder, IResourceBuilder<IResourceWithServiceDiscovery> source)
        where TDestination : IResourceWithEnvironment
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(source);
        string name = source.Resource.Name;
        return builder.WithAnnotation(new ReferenceAnnotation(source.Resource)).WithAnnotation(new EnvironmentCallbackAnnotation(context =>
        {
            foreach (EndpointAnnotation endpoint in source.Resource.Annotations.OfType<EndpointAnnotation>())
            {
                EndpointReference reference = new(source.Resource, endpoint.Name);
                context.EnvironmentVariables[VariableName(name, endpoint.Name)] = reference;
                context.EnvironmentVariables[$"services__{name}__{endpoint.UriScheme}__0"] = reference;
            }
        }));
    }

    /// <summary>Starts the resource when another is healthy, and stops it before the other.</summary>
    /// <typeparam name="T">The type of the resource.</typeparam>
    /// <param name="builder">The resource.</param>
    /// <param name="dependency">The other.</param>
    public static IResourceBuilder<T> WaitFor<T>(this IResourceBuilder<T> builder, IResourceBuilder<IResource> dependency)
        where T : IResourceWithWaitSupport
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(dependency);
        return builder.WithAnnotation(new WaitAnnotation(dependency.Resource));
    }

    /// <summary>Counts the resource as healthy when a GET answers as expected.</summary>
    /// <typeparam name="T">The type of the resource.</typeparam>
    /// <param name="builder">The resource.</param>
    /// <param name="path">The path; <c>/</c> if none is given.</param>
    /// <param name="statusCode">The expected status; 200 if none is given.</param>
    /// <param name="endpointName">The endpoint; <c>https</c>, else <c>http</c>, if none is given.</param>
    public static IResourceBuilder<T> WithHttpHealthCheck<T>(this IResourceBuilder<T> builder, string? path = null, int? statusCode = null, string? endpointName = null)
        where T : IResourceWithEndpoints
    {
        ArgumentNullException.ThrowIfNull(builder);
        string name = endpointName ?? (builder.GetEndpoint("https").Exists ? "https" : "http");
        EndpointReference endpoint = builder.GetEndpoint(name);
        if (!endpoint.Exists)
        {
            throw new DistributedApplicationException($"'{builder.Resource.Name}' has no endpoint '{name}' to check; give it one in Properties/launchSettings.json.");
        }

        HttpStatusCode expected = (HttpStatusCode)(statusCode ?? 200);
        return builder.WithAnnotation(new HealthProbeAnnotation(async (process, cancellationToken) =>
        {
            using HttpClient client = process.Services.GetRequiredService<IHttpClientFactory>().CreateClient("health");
            try
            {
                using HttpResponseMessage response = await client.GetAsync(new UriBuilder(endpoint.Scheme, endpoint.Host, process.PortOf(endpoint), path ?? "/").Uri, cancellationToken);
                return response.StatusCode == expected;
            }
            catch (HttpRequestException)
            {
                return false;
            }
        }));
    }

    /// <summary>Means the resource's HTTP endpoints for clients outside of the application.</summary>
    /// <typeparam name="T">The type of the resource.</typeparam>
    /// <param name="builder">The resource.</param>
    public static IResourceBuilder<T> WithExternalHttpEndpoints<T>(this IResourceBuilder<T> builder)
        where T : IResourceWithEndpoints
    {
        ArgumentNullException.ThrowIfNull(builder);
        foreach (EndpointAnnotation endpoint in builder.Resource.Annotations.OfType<EndpointAnnotation>().Where(e => e.UriScheme is "http" or "https"))
        {
            endpoint.IsExternal = true;
        }

        return builder;
    }

    /// <summary>Refers to an endpoint, which need not exist yet.</summary>
    /// <typeparam name="T">The type of the resource.</typeparam>
    /// <param name="builder">The resource.</param>
    /// <param name="name">The endpoint.</param>
    public static EndpointReference GetEndpoint<T>(this IResourceBuilder<T> builder, string name)
        where T : IResourceWithEndpoints
    {
        ArgumentNullException.ThrowIfNull(builder);
        return new EndpointReference(builder.Resource, name);
    }

    private static IResourceBuilder<T> Set<T>(IResourceBuilder<T> builder, string name, object value)
        where T : IResource
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.WithAnnotation(new EnvironmentCallbackAnnotation(context => context.EnvironmentVariables[name] = value));
    }

    /// <summary><c>token-store</c> and <c>Host</c> make <c>TOKEN_STORE_HOST</c>.</summary>
    private static string VariableName(string resource, string part) =>
        string.Concat($"{resource}_{part}".Select(c => char.IsAsciiLetterOrDigit(c) ? char.ToUpperInvariant(c) : '_'));
}
