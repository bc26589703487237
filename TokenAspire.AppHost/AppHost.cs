IDistributedApplicationBuilder builder = DistributedApplication.CreateBuilder(args);

IResourceBuilder<ParameterResource> userPassword = Secret("dev-user-password");
IResourceBuilder<ParameterResource> gatewaySecret = Secret("gateway-bff-secret");
IResourceBuilder<ParameterResource> cookieSecret = Secret("gateway-cookie-secret", length: 43);
IResourceBuilder<ParameterResource> workerSecret = Secret("orders-worker-secret");
IResourceBuilder<ParameterResource> opsSecret = Secret("ops-secret");
IResourceBuilder<ParameterResource> resourceServerSecret = Secret("resource-server-secret");
IResourceBuilder<ParameterResource> keyEncryptionSecret = Secret("key-encryption-secret", length: 43);

IResourceBuilder<RedisResource> revocations = builder.AddRedis("revocations");
IResourceBuilder<PostgresDatabaseResource> tokenStore = builder.AddPostgres("postgres").AddDatabase("tokenstore");

IResourceBuilder<ProjectResource> issuer = builder.AddProject<Projects.TokenAspire_Issuer>("issuer");
IResourceBuilder<ProjectResource> gateway = builder.AddProject<Projects.TokenAspire_Gateway>("gateway");
EndpointReference authority = issuer.GetEndpoint("https");

issuer
    .WithReference(tokenStore).WaitFor(tokenStore)
    .WithReference(revocations).WaitFor(revocations)
    .WithEnvironment("Issuer__Identifier", authority)
    .WithEnvironment("Issuer__GatewayUrl", gateway.GetEndpoint("https"))
    .WithEnvironment("Issuer__KeyEncryptionSecret", keyEncryptionSecret)
    .WithEnvironment("TokenVerification__Authority", authority)
    .WithEnvironment("ClientSecrets__GatewayBff", gatewaySecret)
    .WithEnvironment("ClientSecrets__OrdersWorker", workerSecret)
    .WithEnvironment("ClientSecrets__Ops", opsSecret)
    .WithEnvironment("ClientSecrets__ResourceServer", resourceServerSecret)
    .WithEnvironment("DevelopmentUsers__Password", userPassword)
    .WithExternalHttpEndpoints()
    .WithHttpHealthCheck("/health");

// The services start side by side: each does without the next until a request needs it.
IResourceBuilder<ProjectResource> shipping = Verifies(builder.AddProject<Projects.TokenAspire_Shipping>("shipping"));

IResourceBuilder<ProjectResource> inventory = Verifies(builder.AddProject<Projects.TokenAspire_Inventory>("inventory"))
    .WithReference(shipping);

IResourceBuilder<ProjectResource> orders = Verifies(builder.AddProject<Projects.TokenAspire_Orders>("orders"))
    .WithReference(inventory)
    .WithEnvironment("ClientCredentials__ClientSecret", workerSecret);

// Clients make their proofs of possession for this URL. Behind it ProofOfPossession:CheckedAtEdge is set.
Verifies(gateway)
    .WithReference(orders)
    .WithReference(inventory)
    .WithEnvironment("TokenVerification__ProofOfPossession__PublicUrls__0", gateway.GetEndpoint("https"))
    .WithEnvironment("Bff__PublicUrl", gateway.GetEndpoint("https"))
    .WithEnvironment("Bff__ClientSecret", gatewaySecret)
    .WithEnvironment("Bff__CookieSecret", cookieSecret)
    .WithExternalHttpEndpoints();

builder.Build().Run();

// Generated at the first run and kept in user secrets, unless set: Parameters__NAME in the environment.
IResourceBuilder<ParameterResource> Secret(string name, int length = 22) =>
    builder.AddParameter(name, new GenerateParameterDefault { MinLength = length, Special = false }, secret: true, persist: true);

// A service that verifies the issuer's tokens and follows their revocation.
IResourceBuilder<ProjectResource> Verifies(IResourceBuilder<ProjectResource> service) => service
    .WithReference(revocations).WaitFor(revocations)
    .WithEnvironment("TokenVerification__Authority", authority).WaitFor(issuer)
    .WithHttpHealthCheck("/health");
