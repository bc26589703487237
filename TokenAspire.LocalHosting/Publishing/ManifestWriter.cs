using System.Text.Json;
using TokenAspire.LocalHosting.ApplicationModel;

namespace TokenAspire.LocalHosting.Publishing;

/// <summary>
/// Writes the application as Aspire's manifest: what there is and how it refers to each other. No value is
/// resolved, so no secret is in it.
/// </summary>
internal sealed class ManifestWriter(IReadOnlyList<IResource> resources, string folder, Utf8JsonWriter json)
{
    private readonly ManifestReferences _references = new(resources);

    public async Task WriteAsync(CancellationToken cancellationToken)
    {
        json.WriteStartObject();
        json.WriteStartObject("resources");
        foreach (IResource resource in resources)
        {
            Write(resource);
        }

        foreach (ParameterResource parameter in _references.Parameters)
        {
            Write(parameter);
        }

        foreach (ParameterResource parameter in _references.WithEncodedCopies)
        {
            WriteEncodedCopies(parameter);
        }

        foreach ((string name, ConditionalValue value) in _references.Conditionals)
        {
            json.WriteStartObject(name);
            json.WriteString("type", "value.v0");
            json.WriteString("connectionString", await value.GetValueAsync(cancellationToken));
            json.WriteEndObject();
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    private void Write(IResource resource)
    {
        json.WriteStartObject(resource.Name);
        switch (resource)
        {
            case ProjectResource project:
                WriteProject(project);
                break;
            case ParameterResource parameter:
                WriteParameter(parameter);
                break;
            case IResourceWithConnectionString container when container.Annotations.OfType<ContainerImageAnnotation>().SingleOrDefault() is { } image:
                WriteContainer(container, image);
                break;
            case IResourceWithConnectionString value:
                json.WriteString("type", "value.v0");
                WriteConnectionString(value);
                break;
            default:
                throw new DistributedApplicationException($"'{resource.Name}' cannot be published: a manifest has no resource for {resource.GetType().Name}.");
        }

        json.WriteEndObject();
        if (resource is ParameterResource written)
        {
            WriteEncodedCopies(written);
        }
    }

    private void WriteProject(ProjectResource project)
    {
        json.WriteString("type", "project.v0");
        string path = project.Annotations.OfType<IProjectMetadata>().Single().ProjectPath;
        json.WriteString("path", Path.GetRelativePath(folder, path).Replace('\\', '/'));
        EnvironmentCallbackContext context = new();
        foreach (EnvironmentCallbackAnnotation annotation in project.Annotations.OfType<EnvironmentCallbackAnnotation>())
        {
            annotation.Callback(context);
        }

        WriteEnvironment(context.EnvironmentVariables);
        WriteBindings(project);
    }

    private void WriteContainer(IResourceWithConnectionString container, ContainerImageAnnotation image)
    {
        json.WriteString("type", "container.v0");
        WriteConnectionString(container);
        json.WriteString("image", image.Image);
        if (image.Entrypoint is not null)
        {
            json.WriteString("entrypoint", image.Entrypoint);
        }

        if (image.Arguments.Count > 0)
        {
            json.WriteStartArray("args");
            foreach (string argument in image.Arguments)
            {
                json.WriteStringValue(argument);
            }

            json.WriteEndArray();
        }

        WriteEnvironment(image.Environment);
        WriteBindings(container);
    }

    private void WriteParameter(ParameterResource parameter)
    {
        json.WriteString("type", "parameter.v0");
        json.WriteString("value", $"{{{parameter.Name}.inputs.value}}");
        json.WriteStartObject("inputs");
        json.WriteStartObject("value");
        json.WriteString("type", "string");
        if (parameter.Secret)
        {
            json.WriteBoolean("secret", true);
        }

        if (parameter.Default is { } value)
        {
            json.WriteStartObject("default");
            value.WriteToManifest(json);
            json.WriteEndObject();
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    /// <summary>A parameter's value as it goes into a URI.</summary>
    private void WriteEncodedCopies(ParameterResource parameter)
    {
        foreach ((string format, string name) in _references.TakeEncodedCopies(parameter))
        {
            json.WriteStartObject(name);
            json.WriteString("type", "annotated.string");
            json.WriteString("value", parameter.ValueExpression);
            json.WriteString("filter", format);
            json.WriteEndObject();
        }
    }

    private void WriteConnectionString(IResourceWithConnectionString resource) =>
        json.WriteString("connectionString", _references.Text(resource.ConnectionStringExpression));

    private void WriteEnvironment(IReadOnlyCollection<KeyValuePair<string, object>> variables)
    {
        if (variables.Count == 0)
        {
            return;
        }

        json.WriteStartObject("env");
        foreach ((string name, object value) in variables)
        {
            json.WriteString(name, _references.Text(value));
        }

        json.WriteEndObject();
    }

    private void WriteBindings(IResource resource)
    {
        EndpointAnnotation[] endpoints = [.. resource.Annotations.OfType<EndpointAnnotation>()];
        if (endpoints.Length == 0)
        {
            return;
        }

        json.WriteStartObject("bindings");
        foreach (EndpointAnnotation endpoint in endpoints)
        {
            json.WriteStartObject(endpoint.Name);
            json.WriteString("scheme", endpoint.UriScheme);
            json.WriteString("protocol", "tcp");
            json.WriteString("transport", endpoint.UriScheme is "http" or "https" ? "http" : "tcp");
            if (endpoint.Port is { } port && port != endpoint.TargetPort)
            {
                json.WriteNumber("port", port);
            }

            if (endpoint.TargetPort is { } targetPort)
            {
                json.WriteNumber("targetPort", targetPort);
            }

            if (endpoint.IsExternal)
            {
                json.WriteBoolean("external", true);
            }

            json.WriteEndObject();
        }

        json.WriteEndObject();
    }
}
