IDistributedApplicationBuilder builder = DistributedApplication.CreateBuilder(args);

IResourceBuilder<ParameterResource> secret = builder.AddParameter("shared-secret", new GenerateParameterDefault { Special = false }, secret: true, persist: true);
IResourceBuilder<RedisResource> revocations = builder.AddRedis("revocations");
IResourceBuilder<PostgresDatabaseResource> tokenStore = builder.AddPostgres("postgres").AddDatabase("token-store", "tokenstore");

IResourceBuilder<ProjectResource> backend = builder.AddProject<Projects.TokenAspire_LocalHosting_Tests_Service>("backend");
IResourceBuilder<ProjectResource> frontend = builder.AddProject<Projects.TokenAspire_LocalHosting_Tests_Service>("frontend");

backend
    .WithReference(revocations).WaitFor(revocations)
    .WithReference(tokenStore).WaitFor(tokenStore)
    .WithEnvironment("Frontend__Url", frontend.GetEndpoint("http"))
    .WithHttpHealthCheck("/health");

frontend
    .WithReference(backend).WaitFor(backend)
    .WithEnvironment("SHARED_SECRET", secret)
    .WithExternalHttpEndpoints()
    .WithHttpHealthCheck("/health");

await builder.Build().RunAsync();
