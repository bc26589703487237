using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using TokenAspire.Issuer.Contracts;
using TokenAspire.Issuer.Contracts.Consents;
using TokenAspire.Issuer.Contracts.DeviceAuthorizations;
using TokenAspire.Issuer.Contracts.Grants;
using TokenAspire.Issuer.Contracts.Keys;
using TokenAspire.Issuer.Contracts.Interaction;
using TokenAspire.Issuer.Contracts.Logout;
using TokenAspire.Issuer.Contracts.PushedRequests;
using TokenAspire.Issuer.Contracts.RefreshFamilies;
using TokenAspire.Issuer.Contracts.Registrations;
using TokenAspire.Issuer.Contracts.Subjects;
using TokenAspire.Issuer.Contracts.Tokens;
using TokenAspire.Issuer.Engine;
using TokenAspire.Revocation;

namespace TokenAspire.Issuer.Protocol.Tests.Hosting;

/// <summary>The engine on a real server, for what it answers without a store.</summary>
public sealed class ProtocolServer : IAsyncLifetime
{
    public const string Issuer = "https://issuer.example";

    private WebApplication? _app;

    public HttpClient Client { get; private set; } = null!;

    internal EphemeralKeyRing Keys { get; } = new();

    public IServiceProvider Services => _app!.Services;

    public async ValueTask InitializeAsync()
    {
        WebApplicationBuilder builder = WebApplication.CreateBuilder(["--environment=Production"]);
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.WebHost.UseDefaultServiceProvider(provider => provider.ValidateOnBuild = provider.ValidateScopes = true);
        OutOfReach unreachable = new();
        builder.Services.AddSingleton(new IssuerIdentity(Issuer));
        builder.Services.AddSingleton<ISigningKeyRing>(Keys);
        builder.Services.AddSingleton<IRegistrations, InMemoryRegistrations>();
        builder.Services.AddSingleton<ISuccessorDerivation>(unreachable);
        builder.Services.AddSingleton<IRevocationPublisher>(unreachable);
        builder.Services.AddSingleton<IRevocationReplica>(unreachable);
        builder.Services.AddSingleton<IOneTimeIdentifiers>(unreachable);
        builder.Services.AddSingleton<IReferenceTokenStore>(unreachable);
        builder.Services.AddSingleton<IExchangedTokenStore>(unreachable);
        builder.Services.AddSingleton<IStoreStatus>(unreachable);
        builder.Services.AddSingleton<IRequestOrigins>(unreachable);
        builder.Services.AddScoped<IAuthorizationCodeStore>(_ => unreachable);
        builder.Services.AddSingleton<IInteractionPages>(unreachable);
        builder.Services.AddScoped<ISessionTermination>(_ => unreachable);
        builder.Services.AddScoped<IConsentStore>(_ => unreachable);
        builder.Services.AddScoped<IDeviceAuthorizationStore>(_ => unreachable);
        builder.Services.AddScoped<IPushedRequestStore>(_ => unreachable);
        builder.Services.AddScoped<IRefreshFamilyStore>(_ => unreachable);
        builder.Services.AddScoped<ILoginSessions>(_ => unreachable);
        builder.Services.AddScoped<ISubjectProfiles>(_ => unreachable);
        builder.Services.AddScoped<ISubjectAuthentication>(_ => unreachable);
        builder.AddProtocolEngine();
        _app = builder.Build();
        _app.MapProtocolEngine();
        await _app.StartAsync();
        string address = _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        Client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = new Uri(address) };
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app!.DisposeAsync();
        Keys.Dispose();
    }
}
