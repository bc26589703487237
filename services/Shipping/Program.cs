using TokenAspire.Propagation;
using TokenAspire.ResourceServer;
using TokenAspire.Shipping.Slots;

WebApplicationBuilder builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();
builder.AddTokenVerification();
builder.Services.AddProblemResponses();
builder.Services.AddSingleton<SlotBook>();

WebApplication app = builder.Build();
app.UseProblemResponses();
app.UseTokenVerification();
app.MapDefaultEndpoints();
app.MapIdentity("shipping");
app.MapSlots();

await app.RunAsync();
