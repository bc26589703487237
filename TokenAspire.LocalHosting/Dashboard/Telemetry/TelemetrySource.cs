using System.Globalization;

namespace TokenAspire.LocalHosting.Dashboard.Telemetry;

/// <summary>Who sent telemetry: a resource, and which run of it.</summary>
internal sealed record TelemetrySource(string Service, string Instance);

/// <summary>A name and a value as text.</summary>
internal readonly record struct TelemetryAttribute(string Key, string Value);

/// <summary>Times as OTLP writes them: nanoseconds since 1970.</summary>
internal static class UnixNanoseconds
{
    private const long PerTick = 100;

    public static DateTimeOffset ToTime(long nanoseconds) => DateTimeOffset.UnixEpoch.AddTicks(nanoseconds / PerTick);

    public static long From(DateTimeOffset time) => (time - DateTimeOffset.UnixEpoch).Ticks * PerTick;
}

/// <summary>Trace and span ids as they are written: lower-case hexadecimal.</summary>
internal static class TelemetryId
{
    public static string Text(UInt128 traceId) => traceId.ToString("x32", CultureInfo.InvariantCulture);

    public static string Text(ulong spanId) => spanId.ToString("x16", CultureInfo.InvariantCulture);

    public static bool TryParse(string? text, out UInt128 traceId) =>
        UInt128.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out traceId);
}
