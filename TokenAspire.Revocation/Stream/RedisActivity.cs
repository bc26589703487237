using System.Diagnostics;
using System.Globalization;
using System.Net;
using StackExchange.Redis;

namespace TokenAspire.Revocation;

/// <summary>What is asked of Redis.</summary>
/// <param name="Name">The command.</param>
/// <param name="Script">Which script, where it is one.</param>
internal readonly record struct RedisOperation(string Name, string? Script = null)
{
    public string Summary => Script is null ? Name : $"{Name} {Script}";
}

/// <summary>
/// The span of an exchange with Redis, by OpenTelemetry's conventions for database clients: the client itself emits none in
/// all versions. It is part of a trace or is not made: what the background asks several times a second would each be a trace
/// of its own. No key and no argument is in it.
/// </summary>
internal static class RedisActivity
{
    private static readonly ActivitySource Activities = new(RevocationMetrics.MeterName);

    public static Activity? Start(RedisOperation operation, ConfigurationOptions configuration) =>
        Activity.Current is null ? null : Describe(Activities.CreateActivity(operation.Summary, ActivityKind.Client), operation, configuration)?.Start();

    /// <summary>The span of an exchange that only its outcome has made part of a trace.</summary>
    public static void Record(RedisOperation operation, ConfigurationOptions configuration, ActivityContext parent, DateTimeOffset began, DateTimeOffset ended)
    {
        using Activity? exchange = Describe(Activities.StartActivity(operation.Summary, ActivityKind.Client, parent, startTime: began), operation, configuration);
        exchange?.SetEndTime(ended.UtcDateTime);
    }

    /// <summary>Notes on the span that no answer came, or an error for one.</summary>
    public static void Fail(Activity? exchange, Exception fault) =>
        exchange?.SetTag("error.type", fault.GetType().FullName).SetStatus(ActivityStatusCode.Error);

    private static Activity? Describe(Activity? exchange, RedisOperation operation, ConfigurationOptions configuration)
    {
        if (exchange is not { IsAllDataRequested: true })
        {
            return exchange;
        }

        exchange.SetTag("db.system.name", "redis");
        exchange.SetTag("db.operation.name", operation.Name);
        exchange.SetTag("db.namespace", (configuration.DefaultDatabase ?? 0).ToString(CultureInfo.InvariantCulture));
        if (operation.Script is not null)
        {
            exchange.SetTag("db.query.summary", operation.Summary);
        }

        (string? address, int port) = configuration.EndPoints.FirstOrDefault() switch
        {
            DnsEndPoint dns => (dns.Host, dns.Port),
            IPEndPoint ip => (ip.Address.ToString(), ip.Port),
            _ => (null, 0),
        };
        exchange.SetTag("server.address", address);
        exchange.SetTag("server.port", port);
        return exchange;
    }
}
