using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;
using TokenAspire.Issuer.Audit;
using TokenAspire.Issuer.Contracts.Audit;
using TokenAspire.Issuer.Tests.Support;

namespace TokenAspire.Issuer.Tests.Audit;

/// <summary>What becomes of events that Postgres does not take any more.</summary>
public sealed class LostEventsTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_cannot_be_stored_before_the_issuer_has_to_stop_is_in_its_log()
    {
        using RecordedLog logged = new();
        using ILoggerFactory loggers = LoggerFactory.Create(logging => logging.AddProvider(logged));
        await using NpgsqlDataSource nowhere = NpgsqlDataSource.Create("Host=127.0.0.1;Port=1;Username=nobody");
        IOptions<AuditOptions> options = Options.Create(new AuditOptions { LongestStop = TimeSpan.Zero });
        using BatchedAuditLog log = new(
            new PostgresAuditTable(nowhere), new UnknownCallers(options, TimeProvider.System), new HttpContextAccessor(), options,
            TimeProvider.System, loggers.CreateLogger<BatchedAuditLog>());
        await log.StartAsync(Cancel);

        log.Write(new AuditEvent(AuditEvents.Consent, "given") { SubjectId = "somebody", ClientId = "cli", Detail = "a detail" });
        await logged.HasLoggedAsync(2600, Cancel);
        log.Write(new AuditEvent(AuditEvents.Passkey, "added") { SubjectId = "another" });
        await log.StopAsync(Cancel);

        Assert.Contains("consent given was not stored and is lost: actor , subject somebody, client cli, session , a detail", logged.Text, StringComparison.Ordinal);
        Assert.Contains("passkey added was not stored and is lost: actor , subject another", logged.Text, StringComparison.Ordinal);
    }
}
