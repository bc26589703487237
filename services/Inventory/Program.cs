using TokenAspire.Inventory.Items;
using TokenAspire.Inventory.Shipping;
using TokenAspire.Propagation;
using TokenAspire.ResourceServer;

WebApplicationBuilder builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();
builder.AddTokenVerification();
builder.Services.AddProblemResponses();
builder.Services.AddDownstream("shipping").AddTypedClient<ShippingClient>();
builder.Services.AddItems();

WebApplication app = builder.Build();
app.UseProblemResponses();
app.UseTokenVerification();
app.MapDefaultEndpoints();
app.MapIdentity("inventory", downstream: "shipping");
app.MapItems();

await app.RunAsync();
