using System.Globalization;
using Microsoft.AspNetCore.Html;
using TokenAspire.LocalHosting.Dashboard.Telemetry;

namespace TokenAspire.LocalHosting.Dashboard.Pages;

/// <summary>Writes values for people.</summary>
internal static class Format
{
    public static string Clock(long unixNanoseconds) => Clock(UnixNanoseconds.ToTime(unixNanoseconds));

    public static string Clock(DateTimeOffset time) => time.ToLocalTime().ToString("HH:mm:ss.fff", CultureInfo.InvariantCulture);

    public static string Date(DateTimeOffset time) => time.ToLocalTime().ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);

    public static string Duration(TimeSpan duration) => duration.TotalSeconds switch
    {
        >= 60 => FormattableString.Invariant($"{Math.Floor(duration.TotalMinutes):0} min {duration.Seconds} s"),
        >= 1 => FormattableString.Invariant($"{duration.TotalSeconds:0.00} s"),
        >= 0.001 => FormattableString.Invariant($"{duration.TotalMilliseconds:0.0} ms"),
        _ => FormattableString.Invariant($"{duration.TotalMicroseconds:0} µs"),
    };

    public static string Count(long count) => count.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>A measurement with its unit: seconds as a duration, bytes by their power, <c>{token}</c> as a bare number.</summary>
    public static string Value(double value, string unit) => unit switch
    {
        "s" => value == 0 ? "0 s" : Duration(TimeSpan.FromSeconds(Math.Clamp(value, -1e9, 1e9))),
        "ms" => Duration(TimeSpan.FromMilliseconds(Math.Clamp(value, -1e9, 1e9))),
        "By" => Bytes(value),
        _ when Math.Abs(value) >= 10_000 => value.ToString("N0", CultureInfo.InvariantCulture),
        _ => value.ToString("0.###", CultureInfo.InvariantCulture),
    };

    private static string Bytes(double bytes) => Math.Abs(bytes) switch
    {
        >= 1e9 => FormattableString.Invariant($"{bytes / 1e9:0.0} GB"),
        >= 1e6 => FormattableString.Invariant($"{bytes / 1e6:0.0} MB"),
        >= 1e3 => FormattableString.Invariant($"{bytes / 1e3:0.0} kB"),
        _ => FormattableString.Invariant($"{bytes:0} B"),
    };

    /// <summary>The part after the last dot is what tells categories apart.</summary>
    public static string ShortName(string category) => category[(category.LastIndexOf('.') + 1)..];

    /// <summary>A number as an SVG attribute.</summary>
    public static string Svg(double number) => number.ToString("0.##", CultureInfo.InvariantCulture);

    public static IHtmlContent Html(string markup) => new HtmlString(markup);
}
