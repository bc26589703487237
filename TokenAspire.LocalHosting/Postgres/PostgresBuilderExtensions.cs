using TokenAspire.LocalHosting.ApplicationModel;
using TokenAspire.LocalHosting.Postgres;
using TokenAspire.LocalHosting.Publishing;
using TokenAspire.LocalHosting.Supervision;

namespace TokenAspire.LocalHosting;

/// <summary>Adds Postgres.</summary>
public static class PostgresBuilderExtensions
{
    /// <summary>Adds a Postgres server: the machine's own <c>postgres</c> on a private port, with a password and a private folder.</summary>
    /// <param name="builder">The application.</param>
    /// <param name="name">The resource's name.</param>
    /// <param name="userName">The superuser's name; <c>postgres</c> if none is given.</param>
    /// <param name="password">The superuser's password, or none for a random one.</param>
    /// <param name="port">The port, or none for a free one.</param>
    public static IResourceBuilder<PostgresServerResource> AddPostgres(this IDistributedApplicationBuilder builder, string name, IResourceBuilder<ParameterResource>? userName = null, IResourceBuilder<ParameterResource>? password = null, int? port = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ParameterResource secret = password?.Resource ?? ParameterResourceBuilderExtensions.CreateParameter(
            builder, $"{name}-password", new GenerateParameterDefault(), secret: true, persist: false);
        PostgresServerResource server = new(name, userName?.Resource, secret);
        return builder.AddResource(server)
            .WithAnnotation(new EndpointAnnotation(PostgresServerResource.PrimaryEndpointName, "tcp", port) { TargetPort = 5432 })
            .WithAnnotation(Container(server))
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
        builder.Resource.AddDatabase(name, databaseName ?? name);
        return builder.ApplicationBuilder.AddResource(new PostgresDatabaseResource(name, databaseName ?? name, builder.Resource));
    }

    // As Aspire deploys it.
    private static ContainerImageAnnotation Container(PostgresServerResource server) => new("docker.io/library/postgres:18.3")
    {
        Environment =
        [
            new("POSTGRES_HOST_AUTH_METHOD", "scram-sha-256"),
            new("POSTGRES_INITDB_ARGS", "--auth-host=scram-sha-256 --auth-local=scram-sha-256"),
            new("POSTGRES_USER", server.UserNameReference),
            new("POSTGRES_PASSWORD", server.PasswordParameter),
        ],
    };
}
