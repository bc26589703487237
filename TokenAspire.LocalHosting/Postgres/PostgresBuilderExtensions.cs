using TokenAspire.LocalHosting.ApplicationModel;
using TokenAspire.LocalHosting.Postgres;
using TokenAspire.LocalHosting.Supervision;

namespace TokenAspire.LocalHosting;

/// <summary>Adds Postgres.</summary>
public static class PostgresBuilderExtensions
{
    /// <summary>Adds a Postgres server: the machine's own <c>postgres</c> on a private port, with a password and a private folder.</summary>
    /// <param name="builder">The application.</param>
    /// <param name="name">The resource's name.</param>
    public static IResourceBuilder<PostgresServerResource> AddPostgres(this IDistributedApplicationBuilder builder, string name)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ParameterResource password = ParameterResourceBuilderExtensions.CreateParameter(
            builder, $"{name}-password", new GenerateParameterDefault { Special = false }, secret: true, persist: false);
        PostgresServerResource server = new(name, password);
        return builder.AddResource(server)
            .WithAnnotation(new EndpointAnnotation(PostgresServerResource.PrimaryEndpointName, "tcp"))
            .WithAnnotation(new LaunchAnnotation(() => PostgresProgram.Find("postgres"), (context, token) => PostgresProgram.PrepareAsync(server, context, token)))
            .WithAnnotation(new HealthProbeAnnotation((_, token) => PostgresProbe.AnswersAsync(server, token)));
    }

    /// <summary>Adds a database; it is created before the server counts as healthy.</summary>
    /// <param name="builder">The server.</param>
    /// <param name="name">The resource's name.</param>
    /// <param name="databaseName">The name inside the server, if another.</param>
    public static IResourceBuilder<PostgresDatabaseResource> AddDatabase(this IResourceBuilder<PostgresServerResource> builder, string name, string? databaseName = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Resource.AddDatabase(databaseName ?? name);
        return builder.ApplicationBuilder.AddResource(new PostgresDatabaseResource(name, databaseName ?? name, builder.Resource));
    }
}
