namespace TokenAspire.ServiceDefaults.Telemetry;

/// <summary>What .NET and this project emit by themselves; no instrumentation package is needed.</summary>
internal static class TelemetrySources
{
    public static readonly string[] Activities =
    [
        "Microsoft.AspNetCore",
        "System.Net.Http",
        "Experimental.System.Net.Http.Connections",
        "Experimental.System.Net.NameResolution",
        "Experimental.System.Net.Security",
        "Experimental.System.Net.Sockets",
        "Npgsql",
        "Yarp.ReverseProxy",
        "TokenAspire.*",
    ];

    public static readonly string[] Meters =
    [
        "Microsoft.AspNetCore.*",
        "System.Net.Http",
        "System.Net.NameResolution",
        "System.Runtime",
        "Npgsql",
        "Polly",
        "TokenAspire.*",
    ];
}
