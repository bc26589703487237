using TokenAspire.Issuer.Accounts;
using TokenAspire.Issuer.Admin;
using TokenAspire.Issuer.Audit;
using TokenAspire.Issuer.Consents;
using TokenAspire.Issuer.DeviceAuthorizations;
using TokenAspire.Issuer.Devices;
using TokenAspire.Issuer.Engine;
using TokenAspire.Issuer.Grants;
using TokenAspire.Issuer.Keys;
using TokenAspire.Issuer.Logout;
using TokenAspire.Issuer.Registrations;
using TokenAspire.Issuer.Revocations;
using TokenAspire.Issuer.Sessions;
using TokenAspire.Issuer.Store;
using TokenAspire.ResourceServer;

WebApplicationBuilder builder = WebApplication.CreateBuilder(args);

builder.AddServiceDefaults();
builder.AddRegistrations();
builder.AddTokenStore();
builder.AddSigningKeys();
builder.AddAccounts();
builder.AddDevices();
builder.AddGrants();
builder.AddRevocations();
builder.AddLogout();
builder.AddDeviceAuthorizations();
builder.AddAudit();
builder.AddConsents();
builder.AddAdmin();
builder.AddTokenVerification();
builder.AddProtocolEngine();
builder.Services.AddProblemDetails();

WebApplication app = builder.Build();

app.UseExceptionHandler();
app.UseRouting();
app.UseStatusCodePages();
app.UseStaticFiles();
app.UseTokenVerification();

app.MapRazorPages();
app.MapProtocolEngine();
app.MapAdmin();
app.MapPersonalSessions();
app.MapDefaultEndpoints();

await app.RunAsync();
