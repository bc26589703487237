using TokenAspire.Issuer.Contracts.Audit;

namespace TokenAspire.Issuer.Audit;

internal static class AuditExtensions
{
    /// <summary>Adds the audit log.</summary>
    public static WebApplicationBuilder AddAudit(this WebApplicationBuilder builder)
    {
        builder.Services.AddOptions<AuditOptions>().BindConfiguration(AuditOptions.Section)
            .Validate(options => options.Retention > TimeSpan.Zero, $"{AuditOptions.Section}:Retention must be positive; remove it for the default of 400 days.")
            .Validate(options => options.Capacity is >= 100 and <= 1_000_000, $"{AuditOptions.Section}:Capacity must be 100 to 1000000; remove it for the default of 10000.")
            .Validate(options => options.LongestStop >= TimeSpan.Zero, $"{AuditOptions.Section}:LongestStop must not be negative; remove it for the default of 10 seconds.")
            .Validate(options => options.UnknownPerMinute > 0, $"{AuditOptions.Section}:UnknownPerMinute must be positive; remove it for the default of 600.")
            .ValidateOnStart();
        builder.Services.AddHttpContextAccessor();
        builder.Services.AddSingleton<PostgresAuditTable>();
        builder.Services.AddSingleton<UnknownCallers>();
        builder.Services.AddSingleton<BatchedAuditLog>();
        builder.Services.AddSingleton<IAuditLog>(services => services.GetRequiredService<BatchedAuditLog>());
        builder.Services.AddHostedService(services => services.GetRequiredService<BatchedAuditLog>());
        return builder;
    }
}
