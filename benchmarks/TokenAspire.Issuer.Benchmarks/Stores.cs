using TokenAspire.LocalHosting;
using TokenAspire.LocalHosting.ApplicationModel;
using TokenAspire.LocalHosting.Testing;

namespace TokenAspire.Issuer.Benchmarks;

/// <summary>A Redis and a Postgres of this run alone.</summary>
internal sealed class Stores : IAsyncDisposable
{
    private readonly DistributedApplication _application;

    private Stores(DistributedApplication application, string redis, string postgres) =>
        (_application, Redis, Postgres) = (application, redis, postgres);

    public string Redis { get; }

    public string Postgres { get; }

    public static async Task<Stores> StartAsync()
    {
        IDistributedApplicationBuilder builder = DistributedApplication.CreateBuilder();
        builder.AddRedis("revocations");
        builder.AddPostgres("postgres").AddDatabase("tokenstore");
        DistributedApplication application = builder.Build();
        await application.StartAsync();
        await application.ResourceNotifications.WaitForResourceHealthyAsync("revocations");
        await application.ResourceNotifications.WaitForResourceHealthyAsync("tokenstore");
        return new Stores(
            application,
            (await application.GetConnectionStringAsync("revocations"))!,
            (await application.GetConnectionStringAsync("tokenstore"))!);
    }

    public ValueTask DisposeAsync() => _application.DisposeAsync();
}
