using TokenAspire.LocalHosting;
using TokenAspire.LocalHosting.ApplicationModel;
using TokenAspire.LocalHosting.Testing;

namespace TokenAspire.Issuer.Conformance.Tests;

/// <summary>A real Postgres and a real Redis.</summary>
internal sealed class Stores : IAsyncDisposable
{
    private readonly DistributedApplication _application;

    private Stores(DistributedApplication application, string redis, string postgres) => (_application, Redis, Postgres) = (application, redis, postgres);

    public string Redis { get; }

    public string Postgres { get; }

    public static async Task<Stores> StartAsync()
    {
        IDistributedApplicationBuilder builder = DistributedApplication.CreateBuilder();
        builder.AddRedis("revocations");
        builder.AddPostgres("postgres").AddDatabase("tokenstore");
        DistributedApplication application = builder.Build();
        using CancellationTokenSource timeout = new(TimeSpan.FromMinutes(2));
        await application.StartAsync(timeout.Token);
        await application.ResourceNotifications.WaitForResourceHealthyAsync("revocations", timeout.Token);
        await application.ResourceNotifications.WaitForResourceHealthyAsync("tokenstore", timeout.Token);
        return new Stores(
            application,
            (await application.GetConnectionStringAsync("revocations", timeout.Token))!,
            (await application.GetConnectionStringAsync("tokenstore", timeout.Token))!);
    }

    public ValueTask DisposeAsync() => _application.DisposeAsync();
}
