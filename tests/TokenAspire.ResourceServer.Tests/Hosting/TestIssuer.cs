using System.Net;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace TokenAspire.ResourceServer.Tests;

/// <summary>An issuer on real HTTPS: discovery, key set and token endpoint, counted.</summary>
internal sealed class TestIssuer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private int _keySetReads;
    private int _tokenRequests;

    private TestIssuer(WebApplication app) => _app = app;

    public string Url { get; private set; } = "";

    public TestSigningKey Rsa { get; } = TestSigningKey.CreateRsa("rsa-1");

    public TestSigningKey EllipticCurve { get; } = TestSigningKey.CreateEllipticCurve("ec-1");

    public List<JsonObject> PublishedKeys { get; } = [];

    public string? TokenEndpoint { get; set; }

    public string? Issuer { get; set; }

    public TestIntrospection Introspection { get; } = new();

    public string? KeySetCacheControl { get; set; }

    public bool IsAvailable { get; set; } = true;

    public int KeySetReads => Volatile.Read(ref _keySetReads);

    public int TokenRequests => Volatile.Read(ref _tokenRequests);

    public int TokenLifetime { get; set; } = 300;

    public string? LastTokenRequest { get; private set; }

    public static async Task<TestIssuer> StartAsync()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel =>
            kestrel.Listen(IPAddress.Any, 0, listen => listen.UseHttps(TestCertificates.Server)));
        WebApplication app = builder.Build();
        TestIssuer issuer = new(app);
        issuer.PublishedKeys.AddRange([issuer.Rsa.ToJwk(), issuer.EllipticCurve.ToJwk()]);
        app.Use((context, next) => issuer.IsAvailable ? next(context) : Fail(context));
        app.MapGet("/.well-known/openid-configuration", issuer.Discover);
        app.MapGet("/jwks", issuer.ReadKeys);
        app.MapGet("/page/.well-known/openid-configuration", () => "<html>");
        app.MapPost("/page", () => "<html>");
        app.MapPost("/token", issuer.IssueTokenAsync);
        app.MapPost("/introspect", issuer.Introspection.AnswerAsync);
        await app.StartAsync(TestContext.Current.CancellationToken);
        issuer.Url = app.Urls.Single().Replace("0.0.0.0", "localhost", StringComparison.Ordinal);
        return issuer;
    }

    /// <summary>A good token, changed in its header and payload as the test says, then signed.</summary>
    public string CreateToken(Action<JsonObject>? payload = null, Action<JsonObject>? header = null, TestSigningKey? key = null)
    {
        TestSigningKey signer = key ?? Rsa;
        JsonObject head = new() { ["alg"] = signer.Algorithm, ["typ"] = "at+jwt", ["kid"] = signer.KeyId };
        header?.Invoke(head);
        JsonObject body = CreatePayload();
        payload?.Invoke(body);
        return signer.SignRaw(head.ToJsonString(), body.ToJsonString());
    }

    public JsonObject CreatePayload()
    {
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        return new JsonObject
        {
            ["iss"] = Url,
            ["aud"] = new JsonArray("orders", "inventory"),
            ["sub"] = "alice",
            ["client_id"] = "cli",
            ["sid"] = "session-1",
            ["scope"] = "orders:read orders:refund",
            ["roles"] = new JsonArray("customer", "support"),
            ["jti"] = Guid.CreateVersion7(now).ToString(),
            ["iat"] = now.ToUnixTimeSeconds(),
            ["exp"] = now.AddMinutes(5).ToUnixTimeSeconds(),
        };
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private static Task Fail(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        return Task.CompletedTask;
    }

    private IResult Discover() => Results.Json(new JsonObject
    {
        ["issuer"] = Issuer ?? Url,
        ["jwks_uri"] = Url + "/jwks",
        ["token_endpoint"] = TokenEndpoint ?? Url + "/token",
        ["introspection_endpoint"] = Introspection.Endpoint ?? Url + "/introspect",
    });

    private IResult ReadKeys(HttpResponse response)
    {
        Interlocked.Increment(ref _keySetReads);
        response.Headers.CacheControl = KeySetCacheControl;
        JsonObject[] keys = [.. PublishedKeys.Select(key => (JsonObject)key.DeepClone())];
        return Results.Json(new JsonObject { ["keys"] = new JsonArray([.. keys]) });
    }

    private async Task<IResult> IssueTokenAsync(HttpRequest request)
    {
        int number = Interlocked.Increment(ref _tokenRequests);
        using StreamReader reader = new(request.Body);
        LastTokenRequest = $"{request.Headers.Authorization} {await reader.ReadToEndAsync(request.HttpContext.RequestAborted)}";
        return Results.Json(new JsonObject { ["access_token"] = $"token-{number}", ["token_type"] = "Bearer", ["expires_in"] = TokenLifetime });
    }
}
