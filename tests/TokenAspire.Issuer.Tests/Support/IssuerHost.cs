using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Npgsql;
using TokenAspire.Issuer.Store;

namespace TokenAspire.Issuer.Tests.Support;

/// <summary>The whole issuer in this process, on a real Postgres and Redis, with a clock that tests move.</summary>
public class IssuerHost(Stores stores) : WebApplicationFactory<Program>, IAsyncLifetime
{
    public const string Identifier = "https://localhost";
    public const string DevelopmentPassword = "correct horse battery staple";
    public const string OpsSecret = "ops-secret-of-the-tests";
    public const string IntrospectionSecret = "introspection-secret-of-the-tests";
    public const string KeyEncryptionSecret = "the key encryption secret of the tests";

    public SettableTime Time { get; } = new();

    public Stores Stores => stores;

    public string ConnectionString { get; set; } = "";

    /// <summary>Settings beyond the usual ones, or instead of them.</summary>
    public Dictionary<string, string?> Settings { get; } = new(StringComparer.Ordinal);

    /// <summary>The usual settings and those of <see cref="Settings"/>.</summary>
    public IEnumerable<KeyValuePair<string, string?>> AllSettings => new Dictionary<string, string?>(StringComparer.Ordinal)
    {
        ["ConnectionStrings:tokenstore"] = ConnectionString,
        ["ConnectionStrings:revocations"] = stores.TakeRedis(),
        ["Issuer:Identifier"] = Identifier,
        ["Issuer:GatewayUrl"] = "https://gateway.test",
        ["Issuer:KeyEncryptionSecret"] = KeyEncryptionSecret,
        ["TokenVerification:Authority"] = Identifier,
        ["ClientSecrets:GatewayBff"] = "gateway-secret-of-the-tests",
        ["ClientSecrets:OrdersWorker"] = "orders-secret-of-the-tests",
        ["ClientSecrets:Ops"] = OpsSecret,
        ["ClientSecrets:ResourceServer"] = IntrospectionSecret,
        ["DevelopmentUsers:Password"] = DevelopmentPassword,
    }.Concat(Settings);

    /// <summary>Replaces services of this host.</summary>
    public Action<IServiceCollection> ReplaceServices { get; set; } = _ => { };

    public NpgsqlDataSource Database => Services.GetRequiredService<NpgsqlDataSource>();

    public virtual async ValueTask InitializeAsync() => ConnectionString = await stores.CreateDatabaseAsync();

    public T Get<T>() where T : notnull => Services.GetRequiredService<T>();

    /// <summary>A client that talks https and follows no redirect.</summary>
    public HttpClient CreateBrowser() => CreateClient(new WebApplicationFactoryClientOptions
    {
        BaseAddress = new Uri(Identifier),
        AllowAutoRedirect = false,
        HandleCookies = true,
    });

    /// <summary>The first column of each row.</summary>
    public async Task<List<T>> QueryAsync<T>(string sql, params object[] parameters)
    {
        await using NpgsqlCommand command = Database.CreateCommand(sql);
        foreach (object parameter in parameters)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = parameter });
        }

        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(TestContext.Current.CancellationToken);
        List<T> values = [];
        while (await reader.ReadAsync(TestContext.Current.CancellationToken))
        {
            values.Add(reader.GetFieldValue<T>(0));
        }

        return values;
    }

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        foreach ((string key, string? value) in AllSettings)
        {
            builder.UseSetting(key, value);
        }

        // Nobody reads it, and it is written for every request.
        builder.ConfigureLogging(logging => logging.ClearProviders());
        builder.ConfigureTestServices(services =>
        {
            services.Replace(ServiceDescriptor.Singleton<TimeProvider>(Time));

            // Hashing a password is dear on purpose, and these tests do it by the hundred.
            services.Configure<PasswordHasherOptions>(options => options.IterationCount = 2_000);

            // The issuer verifies operators' tokens against its own keys: here without a socket.
            services.ConfigureHttpClientDefaults(http => http.ConfigurePrimaryHttpMessageHandler(
                provider => new InProcessHandler(provider.GetRequiredService<IServer>())));
            ReplaceServices(services);
        });
    }

    internal SchemaMigration Migration => Get<SchemaMigration>();
}

/// <summary>Leads to this very host. It is asked while the host still starts, and then fails that one request.</summary>
internal sealed class InProcessHandler(IServer server) : DelegatingHandler
{
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        InnerHandler ??= ((TestServer)server).CreateHandler();
        return base.SendAsync(request, cancellationToken);
    }
}
