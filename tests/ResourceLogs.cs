using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Xunit.v3;

namespace TokenAspire.Tests;

/// <summary>
/// Attaches what the services wrote to a test that fails: <c>[assembly: AttachResourceLogs]</c>, and
/// <see cref="Of"/> for each application a test uses. The same on either runtime.
/// </summary>
[AttributeUsage(AttributeTargets.Assembly)]
internal sealed class AttachResourceLogsAttribute : BeforeAfterTestAttribute
{
    private static readonly Lock Gate = new();
    private static readonly List<DistributedApplication> Applications = [];

    /// <summary>From now on, the application's logs are attached to every test that fails while it runs.</summary>
    public static DistributedApplication Of(DistributedApplication app)
    {
        lock (Gate)
        {
            Applications.Add(app);
        }

        return app;
    }

    /// <inheritdoc />
    public override void After(MethodInfo methodUnderTest, IXunitTest test)
    {
        if (TestContext.Current.TestState?.Result == TestResult.Failed)
        {
            AttachAsync().GetAwaiter().GetResult();
        }
    }

    public static async Task AttachAsync()
    {
        DistributedApplication[] running;
        lock (Gate)
        {
            running = [.. Applications];
        }

        for (int i = 0; i < running.Length; i++)
        {
            await AttachAsync(running[i], running.Length == 1 ? string.Empty : $"{i + 1}-");
        }
    }

    private static async Task AttachAsync(DistributedApplication app, string prefix)
    {
        ResourceLoggerService logs;
        DistributedApplicationModel model;
        try
        {
            logs = app.Services.GetRequiredService<ResourceLoggerService>();
            model = app.Services.GetRequiredService<DistributedApplicationModel>();
        }
        catch (ObjectDisposedException)
        {
            return; // It was a test's own, and is over.
        }

        foreach (IResource resource in model.Resources)
        {
            List<string> lines = [];
            await foreach (IReadOnlyList<LogLine> batch in logs.GetAllAsync(resource.Name))
            {
                lines.AddRange(batch.Select(line => line.Content));
            }

            if (lines.Count > 0)
            {
                TestContext.Current.AddAttachment($"{prefix}{resource.Name}.log", string.Join('\n', lines));
            }
        }
    }
}
