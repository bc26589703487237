using System.Text.Json.Nodes;

namespace TokenAspire.Deployment.Tests.Kubernetes;

/// <summary>
/// What the cluster is given: deploy/kubernetes over what aspirate 9.1 writes for the manifest. Its templates fix the
/// shape: ports 8080 and 8443, one replica, "Recreate", the ConfigMap NAME-env.
/// </summary>
public sealed class Overlays : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("overlays-").FullName;
    private readonly List<JsonObject> _objects;

    public Overlays()
    {
        string source = Repository.Path("deploy/kubernetes");
        foreach (string file in Directory.EnumerateFiles(source, "*", SearchOption.AllDirectories))
        {
            string relative = Path.GetRelativePath(source, file);
            if (!relative.StartsWith("generated", StringComparison.Ordinal))
            {
                Write(relative, File.ReadAllText(file));
            }
        }

        foreach (string project in Manifest.Projects)
        {
            Write($"generated/{project}/deployment.yaml", Deployment(project));
            Write($"generated/{project}/service.yaml", Service(project));
        }

        _objects = Kustomization.Build(_folder);
    }

    internal IReadOnlyList<JsonObject> All => _objects;

    internal IReadOnlyList<JsonObject> Deployments => Of("Deployment");

    internal IReadOnlyList<JsonObject> Of(string kind) => [.. _objects.Where(item => item.Kind() == kind)];

    internal JsonObject Get(string kind, string name) => Assert.Single(Of(kind), item => item.Name() == name);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private void Write(string relative, string text)
    {
        string path = Path.Combine(_folder, relative);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }

    private static string Deployment(string name) => $$"""
        apiVersion: apps/v1
        kind: Deployment
        metadata: { name: {{name}}, labels: { app: {{name}} } }
        spec:
          minReadySeconds: 60
          replicas: 1
          selector: { matchLabels: { app: {{name}} } }
          strategy: { type: Recreate }
          template:
            metadata: { labels: { app: {{name}} } }
            spec:
              containers:
                - name: {{name}}
                  image: tokenaspire/{{name}}:latest
                  imagePullPolicy: IfNotPresent
                  ports: [ { name: http, containerPort: 8080 }, { name: https, containerPort: 8443 } ]
                  envFrom: [ { configMapRef: { name: {{name}}-env } } ]
              terminationGracePeriodSeconds: 180
        """;

    private static string Service(string name) => $$"""
        apiVersion: v1
        kind: Service
        metadata: { name: {{name}} }
        spec:
          type: ClusterIP
          selector: { app: {{name}} }
          ports: [ { name: http, port: 8080, targetPort: 8080 }, { name: https, port: 8443, targetPort: 8443 } ]
        """;
}
