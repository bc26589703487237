using Microsoft.Extensions.Options;
using Npgsql;
using TokenAspire.Issuer.Contracts.Grants;

namespace TokenAspire.Issuer.Store;

internal static class TokenStoreExtensions
{
    private const string ConnectionName = "tokenstore";

    /// <summary>Adds the Postgres connection pool, the schema at start, the clean-up and the answer for the time Postgres is away.</summary>
    public static WebApplicationBuilder AddTokenStore(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton(CreateDataSource);
        builder.Services.AddSingleton<SchemaMigration>();
        builder.Services.AddHostedService<StorePreparation>();
        builder.Services.AddOptions<StoreOptions>().BindConfiguration(StoreOptions.Section)
            .Validate(options => options.MaxConnections is > 0 and <= 1000, $"{StoreOptions.Section}:MaxConnections must be 1 to 1000; remove it for the default of 32.")
            .Validate(options => options.RotationsAtOnce > 0 && options.RotationsAtOnce <= options.MaxConnections, $"{StoreOptions.Section}:RotationsAtOnce must be 1 to MaxConnections; remove it for the default of 24.")
            .Validate(options => options.WaitingRotations >= 0, $"{StoreOptions.Section}:WaitingRotations must not be negative; remove it for the default of 20000.")
            .Validate(options => options.LongestWait > TimeSpan.Zero && options.LongestWait <= TimeSpan.FromMinutes(1), $"{StoreOptions.Section}:LongestWait must be positive and at most a minute; remove it for the default of 10 seconds.")
            .ValidateOnStart();
        builder.Services.AddOptions<CleanUpOptions>().BindConfiguration(CleanUpOptions.Section)
            .Validate(options => options.Interval > TimeSpan.Zero, $"{CleanUpOptions.Section}:Interval must be positive; remove it for the default of 1 minute.")
            .Validate(options => options.BatchSize is > 0 and <= 100_000, $"{CleanUpOptions.Section}:BatchSize must be 1 to 100000; remove it for the default of 1000.")
            .Validate(options => options.Remembrance >= TimeSpan.Zero, $"{CleanUpOptions.Section}:Remembrance must not be negative, which would delete what is still good; remove it for the default of 1 day.")
            .ValidateOnStart();
        builder.Services.AddSingleton<StoreStatus>();
        builder.Services.AddSingleton<IStoreStatus>(services => services.GetRequiredService<StoreStatus>());
        builder.Services.AddHostedService<StoreProbe>();
        builder.Services.AddSingleton<ExpiredRows>();
        builder.Services.AddHostedService<CleanUp>();
        builder.Services.AddExceptionHandler<StoreUnavailableHandler>();
        builder.Services.AddHealthChecks().AddCheck<TokenStoreHealthCheck>(ConnectionName);
        return builder;
    }

    private static NpgsqlDataSource CreateDataSource(IServiceProvider services)
    {
        string connectionString = services.GetRequiredService<IConfiguration>().GetConnectionString(ConnectionName)
            ?? throw new InvalidOperationException($"No connection string '{ConnectionName}'; set ConnectionStrings__{ConnectionName}.");
        NpgsqlDataSourceBuilder source = StoreConnection.Source(
            connectionString, services.GetRequiredService<IOptions<StoreOptions>>().Value.MaxConnections);
        source.UseLoggerFactory(services.GetRequiredService<ILoggerFactory>());
        return source.Build();
    }
}
