using TokenAspire.Gateway.Proxy;
using TokenAspire.Propagation;
using TokenAspire.ResourceServer;

WebApplicationBuilder builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();
builder.AddTokenVerification();
builder.Services.AddProblemResponses();
builder.Services.AddRoutePolicies();
builder.Services.AddEdgeProxy(builder.Configuration);

WebApplication app = builder.Build();
app.UseProblemResponses();
app.UseTokenVerification();
app.MapDefaultEndpoints();
app.MapEdgeProxy();

await app.RunAsync();
