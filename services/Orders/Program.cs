using TokenAspire.Orders.Inventory;
using TokenAspire.Orders.Orders;
using TokenAspire.Orders.Refunds;
using TokenAspire.Propagation;
using TokenAspire.ResourceServer;

WebApplicationBuilder builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();
builder.AddTokenVerification();
builder.Services.AddProblemResponses();
builder.Services.AddDownstream("inventory").AddTypedClient<InventoryClient>();
builder.Services.AddSingleton<OrderBook>();
builder.Services.AddStockReturns();

WebApplication app = builder.Build();
app.UseProblemResponses();
app.UseTokenVerification();
app.MapDefaultEndpoints();
app.MapIdentity("orders", downstream: "inventory");
app.MapOrders();
app.MapRefunds();

await app.RunAsync();
