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

    /// <summary>The time between two health probes of a process that has been healthy. Default: 2 seconds.</summary>
    public TimeSpan HealthInterval { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How long one health probe may take. Default: 5 seconds.</summary>
    public TimeSpan ProbeTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// The resources that are started again when they end with another code than 0, separated by commas; <c>*</c> for
    /// all. Default: none, so that a developer sees what happened.
    /// </summary>
    public string RestartOnFailure { get; init; } = string.Empty;

    /// <summary>
    /// The projects that are run by <c>dotnet watch</c>, separated by commas; <c>*</c> for all: a change of their source is
    /// hot reloaded. Default: none.
    /// </summary>
    public string Watch { get; init; } = string.Empty;

    /// <summary>The time before the first restart; each further one takes twice as long. Default: 1 second.</summary>
    public TimeSpan RestartDelay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest time before a restart; a process that was healthy for as long starts over. Default: 30 seconds.</summary>
    public TimeSpan RestartDelayLimit { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Whether one resource that does not start ends the application; otherwise it is shown as failed, what waits for it
    /// goes on waiting, and it can be started again. Default: yes.
    /// </summary>
    public bool ExitOnFailure { get; init; } = true;

    /// <summary>Whether fixed ports are replaced by free ones, as in tests. Default: no.</summary>
    public bool RandomizePorts { get; init; }

    /// <exception cref="DistributedApplicationException">A value is not of its kind.</exception>
    public static SupervisionOptions From(IConfiguration configuration)
    {
        try
        {
            return configuration.GetSection("LocalHosting").Get<SupervisionOptions>() ?? new SupervisionOptions();
        }
        catch (InvalidOperationException misread)
        {
            // Failed to convert configuration value 'soon' at 'LocalHosting:StartupTimeout' to type 'System.TimeSpan'.
            throw new DistributedApplicationException($"{misread.Message} A time is written 00:02:00, a switch true or false.", misread);
        }
    }

    public bool RestartsOnFailure(string resource) => Names(RestartOnFailure, resource);

    public bool Watches(string resource) => Names(Watch, resource);

    /// <summary>The time before a restart that follows so many others.</summary>
    public TimeSpan DelayAfter(int restarts) =>
        TimeSpan.FromTicks(Math.Min(RestartDelayLimit.Ticks, RestartDelay.Ticks << Math.Min(restarts, 20)));

    private static bool Names(string list, string resource) => list.Split(',', StringSplitOptions.TrimEntries)
        .Any(name => name == "*" || string.Equals(name, resource, StringComparison.OrdinalIgnoreCase));
}
