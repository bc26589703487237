using Microsoft.Extensions.Configuration;

namespace TokenAspire.LocalHosting.Supervision;

/// <summary>The bounds of supervision, from the configuration section <c>LocalHosting</c>.</summary>
internal sealed class SupervisionOptions
{
    /// <summary>How long a process may take from its start until it is healthy. Default: 2 minutes.</summary>
    public TimeSpan StartupTimeout { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>How long a process may take to stop before it is killed. Default: 10 seconds.</summary>
    public TimeSpan StopTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The time between two health probes of a starting process. Default: 100 milliseconds.</summary>
    public TimeSpan ProbeInterval { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>How long one health probe may take. Default: 5 seconds.</summary>
    public TimeSpan ProbeTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Whether fixed ports are replaced by free ones, as in tests. Default: no.</summary>
    public bool RandomizePorts { get; init; }

    public static SupervisionOptions From(IConfiguration configuration) =>
        configuration.GetSection("LocalHosting").Get<SupervisionOptions>() ?? new SupervisionOptions();
}
