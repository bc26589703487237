using Npgsql;

namespace TokenAspire.Issuer.Store;

internal static class TokenStoreExtensions
{
    private const string ConnectionName = "tokenstore";

    // Every statement of the token path is prepared on the server after its second use.
    private const int PreparedStatements = 64;

    /// <summary>Adds the Postgres connection pool, the schema at start, the clean-up and the answer for the time Postgres is away.</summary>
    public static WebApplicationBuilder AddTokenStore(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton(CreateDataSource);
        builder.Services.AddSingleton<SchemaMigration>();
        builder.Services.AddHostedService(services => services.GetRequiredService<SchemaMigration>());
        builder.Services.AddOptions<CleanUpOptions>().BindConfiguration(CleanUpOptions.Section)
            .Validate(options => options.Interval > TimeSpan.Zero, $"{CleanUpOptions.Section}:Interval must be positive; remove it for the default of 1 minute.")
            .Validate(options => options.BatchSize is > 0 and <= 100_000, $"{CleanUpOptions.Section}:BatchSize must be 1 to 100000; remove it for the default of 1000.")
            .Validate(options => options.Remembrance >= TimeSpan.Zero, $"{CleanUpOptions.Section}:Remembrance must not be negative, which would delete what is still good; remove it for the default of 1 day.")
            .ValidateOnStart();
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
        NpgsqlDataSourceBuilder source = new(connectionString);
        source.ConnectionStringBuilder.MaxAutoPrepare = PreparedStatements;
        source.ConnectionStringBuilder.AutoPrepareMinUsages = 2;
        source.UseLoggerFactory(services.GetRequiredService<ILoggerFactory>());
        return source.Build();
    }
}
