using System.Net;
using Microsoft.Extensions.Logging;
using TokenAspire.Issuer.Contracts.Audit;
using TokenAspire.Issuer.Tests.Support;

namespace TokenAspire.Issuer.Tests.Store;

/// <summary>On a Postgres of its own, since it is stopped.</summary>
public sealed class OutageTests(OutageTests.OwnStores stores) : IClassFixture<OutageTests.OwnStores>, IAsyncLifetime
{
    private const string ClientCredentials = $"grant_type=client_credentials&scope=tokens%3Aadmin&client_id=ops&client_secret={IssuerHost.OpsSecret}";

    private readonly IssuerHost _host = new(stores.Stores);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => _host.InitializeAsync();

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task Without_Postgres_keys_are_served_and_the_rest_is_503_until_it_is_back()
    {
        Browser browser = new(_host.CreateBrowser());
        (await browser.LogInAsync("alice", IssuerHost.DevelopmentPassword)).Dispose();
        string refreshToken = (await browser.RedeemAsync(await browser.AuthorizeAsync())).GetProperty("refresh_token").GetString()!;

        await stores.Stores.StopPostgresAsync(Cancel);
        using HttpResponseMessage jwks = await browser.Http.GetAsync("/.well-known/openid-configuration/jwks", Cancel);
        using HttpResponseMessage discovery = await browser.Http.GetAsync("/.well-known/openid-configuration", Cancel);
        using HttpResponseMessage authorize = await browser.Http.GetAsync(Browser.AuthorizeUrl(), Cancel);
        using HttpResponseMessage health = await browser.Http.GetAsync("/health", Cancel);

        Assert.Equal(HttpStatusCode.OK, jwks.StatusCode);
        Assert.Equal(HttpStatusCode.OK, discovery.StatusCode);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, authorize.StatusCode);
        Assert.NotNull(authorize.Headers.RetryAfter);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, health.StatusCode);

        foreach ((string path, string form) in FormsThatNeedTheStore(refreshToken))
        {
            using HttpResponseMessage answer = await PostAsync(browser, path, form);
            Assert.True(answer.StatusCode is HttpStatusCode.ServiceUnavailable, $"{form} was answered with {answer.StatusCode}");
            Assert.NotNull(answer.Headers.RetryAfter);
        }

        await stores.Stores.StartPostgresAsync(Cancel);
        Assert.NotEmpty(await browser.AuthorizeAsync());
        foreach ((string path, string form) in new[] { RefreshForm(refreshToken), ("/connect/token", ClientCredentials) })
        {
            await SucceedsAsync(browser, path, form);
        }
    }

    [Fact]
    public async Task An_issuer_that_is_stopped_meanwhile_stores_its_audit_events_when_Postgres_is_back()
    {
        const int NotStored = 2600;
        using RecordedLog logged = new();
        IAuditLog log = _host.Get<IAuditLog>();
        _host.Get<ILoggerFactory>().AddProvider(logged);
        await stores.Stores.StopPostgresAsync(Cancel);
        log.Write(new AuditEvent(AuditEvents.Consent, "given") { Detail = "first, and tried in vain" });
        await logged.HasLoggedAsync(NotStored, Cancel);
        log.Write(new AuditEvent(AuditEvents.Consent, "given") { Detail = "second, and waiting" });

        Task stopping = _host.DisposeAsync().AsTask();
        await stores.Stores.StartPostgresAsync(Cancel);
        await stopping;

        await using IssuerHost later = new(stores.Stores) { ConnectionString = _host.ConnectionString };
        Assert.Equal(2, (await later.QueryAsync<long>("select sequence from audit_log where event = 'consent'")).Count);
    }

    // The issuer asks ten times a second whether its store is back.
    private static Task SucceedsAsync(Browser browser, string path, string form) => Eventually.HoldsAsync(async () =>
    {
        using HttpResponseMessage answer = await PostAsync(browser, path, form);
        Assert.True(answer.IsSuccessStatusCode || answer.StatusCode is HttpStatusCode.ServiceUnavailable, $"Answered with {answer.StatusCode}.");
        return answer.IsSuccessStatusCode;
    });

    private static (string Path, string Form) RefreshForm(string refreshToken) =>
        ("/connect/token", "grant_type=refresh_token&client_id=cli&refresh_token=" + refreshToken);

    private static (string Path, string Form)[] FormsThatNeedTheStore(string refreshToken) =>
    [
        RefreshForm(refreshToken),
        ("/connect/token", "grant_type=authorization_code&client_id=cli&code=x&redirect_uri=http%3A%2F%2F127.0.0.1%2Fcallback&code_verifier=" + new string('v', 43)),
        ("/connect/revocation", "client_id=cli&token=" + refreshToken),
        ("/connect/introspect", $"client_id=resource-server&client_secret={IssuerHost.IntrospectionSecret}&token={refreshToken}"),

        // It needs nothing that is stored; but what cannot be revoked is not issued.
        ("/connect/token", ClientCredentials),
    ];

    private static async Task<HttpResponseMessage> PostAsync(Browser browser, string path, string form)
    {
        using StringContent content = new(form, System.Text.Encoding.UTF8, "application/x-www-form-urlencoded");
        return await browser.Http.PostAsync(path, content, Cancel);
    }

    /// <summary>Stores that other classes do not miss.</summary>
    public sealed class OwnStores : IAsyncLifetime
    {
        public Stores Stores { get; } = new();

        public ValueTask InitializeAsync() => Stores.InitializeAsync();

        public ValueTask DisposeAsync() => Stores.DisposeAsync();
    }
}
