using System.Runtime;
using TokenAspire.Gateway.Bff;
using TokenAspire.Gateway.Edge;
using TokenAspire.Gateway.Proxy;
using TokenAspire.Propagation;
using TokenAspire.ResourceServer;

// To collect everything at once would stop ten thousand connections for half a second; in the background it does not.
GCSettings.LatencyMode = GCLatencyMode.SustainedLowLatency;

WebApplicationBuilder builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();
builder.AddTokenVerification();
builder.Services.AddProblemResponses();
builder.Services.AddEdgeProtection();
builder.Services.AddSuspicions(builder.Configuration);
builder.Services.AddRoutePolicies();
builder.Services.AddBff();
builder.Services.AddEdgeProxy(builder.Configuration);

WebApplication app = builder.Build();
app.UseEdgeProtection();
app.UseExceptionHandler();
app.UseUnlessForwarded(static own => own.UseStatusCodePages().UsePage());
app.UseBrowserSessions();
app.UseTokenVerification();
app.UseCallerProtection();
app.MapDefaultEndpoints();
app.MapBff();
app.MapEdgeProxy();

await app.RunAsync();
