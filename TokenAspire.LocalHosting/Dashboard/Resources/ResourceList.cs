using Microsoft.Extensions.Diagnostics.HealthChecks;
using TokenAspire.LocalHosting.ApplicationModel;
using TokenAspire.LocalHosting.Dashboard.Telemetry;
using TokenAspire.LocalHosting.Supervision;

namespace TokenAspire.LocalHosting.Dashboard.Resources;

/// <summary>The application's resources as they are now.</summary>
internal sealed class ResourceList
{
    private readonly Supervisor _supervisor;
    private readonly ResourceNotificationService _notifications;
    private readonly DashboardOptions _options;

    public ResourceList(Supervisor supervisor, ResourceNotificationService notifications, DashboardOptions options)
    {
        _supervisor = supervisor;
        _notifications = notifications;
        _options = options;
        notifications.Changed = Changes.Raise;
    }

    public ChangeSignal Changes { get; } = new();

    /// <summary>The names of those that run, in the order they were described.</summary>
    public IReadOnlyList<string> Names => [.. Shown().Where(IsProcess).Select(resource => resource.Name)];

    /// <summary>The names of their processes: of a resource with replicas each of them.</summary>
    public IReadOnlyList<string> ProcessNames => [.. Shown().Where(IsProcess).SelectMany(Processes).Select(process => process.Name)];

    public async Task<IReadOnlyList<ResourceView>> AllAsync(CancellationToken cancellationToken)
    {
        SecretValues secrets = await SecretValues.OfAsync(_supervisor.Resources, _options.OtlpApiKey, cancellationToken);
        return [.. Shown().SelectMany(resource => Views(resource, secrets))];
    }

    public async Task<ResourceView?> FindAsync(string name, CancellationToken cancellationToken) =>
        (await AllAsync(cancellationToken)).FirstOrDefault(resource => string.Equals(resource.Name, name, StringComparison.OrdinalIgnoreCase));

    /// <summary>The parameters' names, and their values where they are no secrets.</summary>
    public async Task<IReadOnlyList<VariableView>> ParametersAsync(CancellationToken cancellationToken)
    {
        List<VariableView> parameters = [];
        foreach (ParameterResource parameter in _supervisor.Resources.OfType<ParameterResource>())
        {
            ParameterValue value = await ParameterValue.OfAsync(parameter, cancellationToken);
            parameters.Add(new VariableView(parameter.Name, value.Problem ?? value.Value ?? string.Empty, parameter.Secret && value.Problem is null));
        }

        return parameters;
    }

    /// <summary>The first address of a resource, once it has one.</summary>
    public Uri? Address(string name) => Shown().FirstOrDefault(resource => resource.Name == name) is { } found
        && Endpoints(found) is [{ IsLink: true } endpoint, ..] ? new Uri(endpoint.Url) : null;

    private IEnumerable<IResource> Shown() =>
        _supervisor.Resources.Where(resource => resource is not (ParameterResource or DashboardResource));

    private static bool IsProcess(IResource resource) => resource.Annotations.OfType<LaunchAnnotation>().Any();

    private IReadOnlyList<SupervisedProcess> Processes(IResource resource) => _supervisor.FindAll(resource.Name);

    private IEnumerable<ResourceView> Views(IResource resource, SecretValues secrets) => Processes(resource) is { Count: > 0 } processes
        ? processes.Select(process => View(resource, process.Name, process.Launched, secrets))
        : [View(resource, resource.Name, process: null, secrets)];

    private ResourceView View(IResource resource, string name, LaunchedProcess? process, SecretValues secrets)
    {
        CustomResourceSnapshot snapshot = _notifications.Find(name) ?? new CustomResourceSnapshot();
        (string state, Tone tone) = State(snapshot);
        return new ResourceView(name, resource.Name, Type(resource))
        {
            State = state,
            Tone = tone,
            IsProcess = IsProcess(resource),
            Parent = (resource as IResourceWithParent<IResource>)?.Parent.Name,
            Problem = snapshot.Problem,
            ExitCode = snapshot.ExitCode,
            ProcessId = snapshot.State.Text == KnownResourceStates.Running ? process?.Id : null,
            StartedAt = process?.StartedAt,
            Endpoints = Endpoints(resource),
            Environment = process is null ? [] : Environment(process, secrets),
            WaitsFor = [.. resource.Annotations.OfType<WaitAnnotation>().Select(wait => wait.Resource.Name).Distinct(StringComparer.Ordinal)],
        };
    }

    private static (string State, Tone Tone) State(CustomResourceSnapshot snapshot) => (snapshot.State.Text, snapshot.HealthStatus, snapshot.ExitCode) switch
    {
        ("Running", HealthStatus.Healthy, _) => (snapshot.State.Text, Tone.Good),
        ("Running", _, _) => ("Unhealthy", Tone.Warning),
        ("FailedToStart" or "RuntimeUnhealthy", _, _) => (KnownResourceStates.FailedToStart, Tone.Bad),
        ("Exited", _, not (null or 0)) when snapshot.Problem is not null => (snapshot.State.Text, Tone.Bad),
        ("Starting" or "Stopping" or "Waiting", _, _) => (snapshot.State.Text, Tone.Progress),
        _ => (snapshot.State.Text, Tone.Neutral),
    };

    private static string Type(IResource resource) => resource switch
    {
        ProjectResource => "Project",
        RedisResource => "Redis",
        PostgresServerResource => "PostgreSQL",
        PostgresDatabaseResource => "Database",
        _ => resource.GetType().Name.Replace("Resource", string.Empty, StringComparison.Ordinal),
    };

    private static IReadOnlyList<EndpointView> Endpoints(IResource resource) => resource is not IResourceWithEndpoints owner
        ? []
        : [.. resource.Annotations.OfType<EndpointAnnotation>()
            .Select(endpoint => (Endpoint: endpoint, Reference: new EndpointReference(owner, endpoint.Name)))
            .Where(pair => pair.Reference.IsAllocated)
            .Select(pair => new EndpointView(pair.Endpoint.Name, pair.Reference.Url, pair.Endpoint.UriScheme is "http" or "https"))];

    private static IReadOnlyList<VariableView> Environment(LaunchedProcess process, SecretValues secrets) =>
    [
        .. process.Environment.Where(variable => variable.Value is not null)
            .OrderBy(variable => variable.Key, StringComparer.OrdinalIgnoreCase)
            .Select(variable => new VariableView(variable.Key, variable.Value!, secrets.Contains(variable.Key, variable.Value!))),
    ];
}
