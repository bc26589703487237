namespace TokenAspire.LocalHosting.ApplicationModel;

/// <summary>The states a resource passes through.</summary>
public static class KnownResourceStates
{
    /// <summary>Not started yet.</summary>
    public static readonly string NotStarted = "NotStarted";

    /// <summary>Waiting for the resources it depends on.</summary>
    public static readonly string Waiting = "Waiting";

    /// <summary>Being started.</summary>
    public static readonly string Starting = "Starting";

    /// <summary>Its process runs.</summary>
    public static readonly string Running = "Running";

    /// <summary>Being stopped.</summary>
    public static readonly string Stopping = "Stopping";

    /// <summary>Its process was stopped, was killed, or has ended with another code than 0.</summary>
    public static readonly string Exited = "Exited";

    /// <summary>Its process has ended by itself with code 0.</summary>
    public static readonly string Finished = "Finished";

    /// <summary>The machine lacks what it needs: a program, a free port, a certificate.</summary>
    public static readonly string RuntimeUnhealthy = "RuntimeUnhealthy";

    /// <summary>It could not be started.</summary>
    public static readonly string FailedToStart = "FailedToStart";
}

/// <summary>The commands every process answers.</summary>
public static class KnownResourceCommands
{
    /// <summary>Starts a stopped resource.</summary>
    public static readonly string StartCommand = "start";

    /// <summary>Stops a running resource.</summary>
    public static readonly string StopCommand = "stop";

    /// <summary>Stops and starts.</summary>
    public static readonly string RestartCommand = "restart";
}
