using TokenAspire.LocalHosting.ApplicationModel;

namespace TokenAspire.LocalHosting.Tests;

public sealed class StartOrderTests
{
    private static CancellationToken Timeout => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Resources_that_would_wait_for_each_other_are_named()
    {
        await using DistributedApplication app = Build(builder =>
        {
            IResourceBuilder<ProjectResource> first = builder.AddProject<global::Projects.TokenAspire_LocalHosting_Tests_Service>("first");
            IResourceBuilder<ProjectResource> second = builder.AddProject<global::Projects.TokenAspire_LocalHosting_Tests_Service>("second").WaitFor(first);
            first.WaitFor(second);
        });

        DistributedApplicationException failure = await Assert.ThrowsAsync<DistributedApplicationException>(() => app.StartAsync(Timeout));

        Assert.Equal("These resources would wait for each other for ever: first, which waits for second, which waits for first. Take one WaitFor away.", failure.Message);
    }

    [Fact]
    public async Task Resources_that_call_each_other_start_and_stop()
    {
        DistributedApplication app = Build(builder =>
        {
            IResourceBuilder<ProjectResource> first = builder.AddProject<global::Projects.TokenAspire_LocalHosting_Tests_Service>("first").WithHttpHealthCheck("/health");
            IResourceBuilder<ProjectResource> second = builder.AddProject<global::Projects.TokenAspire_LocalHosting_Tests_Service>("second").WithReference(first);
            first.WithReference(second);
        });
        await app.StartAsync(Timeout);
        await app.ResourceNotifications.WaitForResourceHealthyAsync("first", Timeout);

        await app.StopAsync(Timeout);

        await app.ResourceNotifications.WaitForResourceAsync("first", KnownResourceStates.Exited, Timeout);
        await app.ResourceNotifications.WaitForResourceAsync("second", KnownResourceStates.Exited, Timeout);
        await app.DisposeAsync();
    }

    private static DistributedApplication Build(Action<IDistributedApplicationBuilder> describe)
    {
        IDistributedApplicationBuilder builder = DistributedApplication.CreateBuilder();
        describe(builder);
        return builder.Build();
    }
}
