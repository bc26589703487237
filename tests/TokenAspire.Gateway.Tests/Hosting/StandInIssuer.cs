using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.Logging;
using TokenAspire.ResourceServer.Tests;

namespace TokenAspire.Gateway.Tests.Hosting;

/// <summary>
/// An issuer in this process that can be made to answer wrongly, late or not at all, by the tests' clock. The real one is
/// in the end-to-end tests.
/// </summary>
internal sealed class StandInIssuer : IAsyncDisposable
{
    public const string Url = "https://issuer.test";
    public const string ClientId = "gateway-bff";
    public const string ClientSecret = "the client's secret: with % and +";

    private static readonly TimeSpan GraceWindow = TimeSpan.FromSeconds(10);

    private readonly WebApplication _app;
    private readonly TimeProvider _time;
    private readonly ConcurrentDictionary<string, string> _nonces = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, (string Successor, DateTimeOffset At)> _rotated = new(StringComparer.Ordinal);
    private int _number;

    private StandInIssuer(WebApplication app, TimeProvider time) => (_app, _time) = (app, time);

    public static TestSigningKey Key { get; } = TestSigningKey.CreateRsa("key-1");

    /// <summary>The key of its id tokens from now on; published at once.</summary>
    public TestSigningKey IdTokenKey { get; set; } = Key;

    public bool IsAvailable { get; set; } = true;

    /// <summary>Takes questions and answers none.</summary>
    public bool Hangs { get; set; }

    public bool RefusesRefresh { get; set; }

    public bool HasEndSession { get; set; } = true;

    public TimeSpan AccessTokenLifetime { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>How many characters longer than usual an access token is.</summary>
    public int Padding { get; set; }

    /// <summary>Whether a refresh is answered with an id token too.</summary>
    public bool RefreshesIdToken { get; set; }

    /// <summary>What is different about the next id token.</summary>
    public Action<JsonObject>? IdToken { get; set; }

    /// <summary>The session of the next login.</summary>
    public string SessionId { get; set; } = Guid.NewGuid().ToString();

    public string LastAccessToken { get; private set; } = "";

    public string LastRefreshToken { get; private set; } = "";

    public string LastIdToken { get; private set; } = "";

    /// <summary>The forms that came to the token and revocation endpoints, with their credentials.</summary>
    public ConcurrentQueue<(string Path, string Authorization, IFormCollection Form)> Requests { get; } = [];

    /// <summary>What operators have revoked, and with which token.</summary>
    public ConcurrentQueue<(string Authorization, string Body)> Revocations { get; } = [];

    /// <summary>What persons ask about their own sessions.</summary>
    public StandInSessions Sessions { get; } = new();

    public static async Task<StandInIssuer> StartAsync(TimeProvider time)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseTestServer();
        WebApplication app = builder.Build();
        StandInIssuer issuer = new(app, time);
        app.MapGet("/.well-known/openid-configuration", issuer.Discover);
        app.MapGet("/jwks", () => Results.Json(new JsonObject
        {
            ["keys"] = issuer.IdTokenKey == Key ? new JsonArray(Key.ToJwk()) : new JsonArray(Key.ToJwk(), issuer.IdTokenKey.ToJwk()),
        }));
        app.MapPost("/token", issuer.IssueAsync);
        app.MapPost("/revocation", issuer.RevokeAsync);
        app.MapPost("/admin/revocations", issuer.RevokeForAnyoneAsync);
        app.MapMethods("/account/sessions/{sid?}", ["GET", "DELETE"], issuer.Sessions.Handle);
        await app.StartAsync();
        return issuer;
    }

    public HttpMessageHandler CreateHandler() => new Availability(this) { InnerHandler = _app.GetTestServer().CreateHandler() };

    /// <summary>What the operators' revocations are answered with.</summary>
    public int RevocationStatus { get; set; } = StatusCodes.Status201Created;

    public int Count(string grantType) => Requests.Count(request => request.Form["grant_type"] == grantType);

    /// <summary>A code, as the person's browser would bring it back.</summary>
    public string Authorize(string nonce)
    {
        string code = Guid.NewGuid().ToString("N");
        _nonces[code] = nonce;
        return code;
    }

    /// <summary>A token about a session, changed as the test says and signed.</summary>
    public static string Sign(string type, JsonObject payload, Action<JsonObject>? change = null, TestSigningKey? key = null)
    {
        change?.Invoke(payload);
        TestSigningKey signer = key ?? Key;
        return signer.SignRaw(new JsonObject { ["alg"] = signer.Algorithm, ["typ"] = type, ["kid"] = signer.KeyId }.ToJsonString(), payload.ToJsonString());
    }

    /// <summary>As it was made.</summary>
    public void Reset()
    {
        (IsAvailable, Hangs, RefusesRefresh, HasEndSession) = (true, false, false, true);
        (AccessTokenLifetime, Padding, IdToken) = (TimeSpan.FromMinutes(5), 0, null);
        RefreshesIdToken = false;
        Sessions.Reset();
        (SessionId, IdTokenKey) = (Guid.NewGuid().ToString(), Key);
        Requests.Clear();
        Revocations.Clear();
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private IResult Discover()
    {
        JsonObject document = new()
        {
            ["issuer"] = Url,
            ["jwks_uri"] = Url + "/jwks",
            ["authorization_endpoint"] = Url + "/authorize",
            ["token_endpoint"] = Url + "/token",
            ["revocation_endpoint"] = Url + "/revocation",
        };
        if (HasEndSession)
        {
            document["end_session_endpoint"] = Url + "/endsession";
        }

        return Results.Json(document);
    }

    private async Task<IResult> IssueAsync(HttpRequest request)
    {
        IFormCollection form = await request.ReadFormAsync();
        Requests.Enqueue(("/token", request.Headers.Authorization.ToString(), form));
        if (form["grant_type"] == "client_credentials")
        {
            return Results.Json(new JsonObject { ["access_token"] = "operator", ["token_type"] = "Bearer", ["expires_in"] = 300 });
        }

        bool isRefresh = form["grant_type"] == "refresh_token";
        string? nonce = null;
        if (isRefresh ? RefusesRefresh || IsReuse(form["refresh_token"].ToString()) : !_nonces.TryRemove(form["code"].ToString(), out nonce))
        {
            return Results.Json(new JsonObject { ["error"] = "invalid_grant" }, statusCode: 400);
        }

        LastAccessToken = Sign("at+jwt", AccessTokenPayload());
        LastRefreshToken = isRefresh ? Rotate(form["refresh_token"].ToString()) : NewRefreshToken();
        JsonObject answer = new()
        {
            ["access_token"] = LastAccessToken,
            ["token_type"] = "Bearer",
            ["expires_in"] = (int)AccessTokenLifetime.TotalSeconds,
            ["refresh_token"] = LastRefreshToken,
        };
        if (!isRefresh || RefreshesIdToken)
        {
            LastIdToken = Sign("JWT", IdTokenPayload(nonce), IdToken, IdTokenKey);
            answer["id_token"] = LastIdToken;
        }

        return Results.Json(answer);
    }

    // As the real one: the same successor for a repeat within the grace window, and after it the end.
    private bool IsReuse(string refreshToken) => _rotated.TryGetValue(refreshToken, out (string Successor, DateTimeOffset At) rotation) && _time.GetUtcNow() - rotation.At > GraceWindow;

    private string Rotate(string refreshToken) => _rotated.GetOrAdd(refreshToken, _ => (NewRefreshToken(), _time.GetUtcNow())).Successor;

    private static string NewRefreshToken() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    private async Task<IResult> RevokeAsync(HttpRequest request)
    {
        Requests.Enqueue(("/revocation", request.Headers.Authorization.ToString(), await request.ReadFormAsync()));
        return Results.Ok();
    }

    private async Task<IResult> RevokeForAnyoneAsync(HttpRequest request)
    {
        using StreamReader body = new(request.Body);
        Revocations.Enqueue((request.Headers.Authorization.ToString(), await body.ReadToEndAsync()));
        return Results.StatusCode(RevocationStatus);
    }

    private JsonObject AccessTokenPayload()
    {
        DateTimeOffset now = _time.GetUtcNow();
        return new JsonObject
        {
            ["iss"] = Url, ["aud"] = new JsonArray("orders", "inventory"), ["sub"] = "alice-id", ["client_id"] = ClientId, ["sid"] = SessionId,
            ["scope"] = "orders:read orders:write", ["jti"] = Guid.CreateVersion7(now).ToString(),
            ["iat"] = now.ToUnixTimeSeconds(), ["exp"] = (now + AccessTokenLifetime).ToUnixTimeSeconds(),
            ["number"] = Interlocked.Increment(ref _number), ["padding"] = new string('p', Padding),
        };
    }

    private JsonObject IdTokenPayload(string? nonce)
    {
        DateTimeOffset now = _time.GetUtcNow();
        return new JsonObject
        {
            ["iss"] = Url, ["aud"] = ClientId, ["sub"] = "alice-id", ["sid"] = SessionId, ["nonce"] = nonce, ["auth_time"] = now.ToUnixTimeSeconds(),
            ["iat"] = now.ToUnixTimeSeconds(), ["exp"] = now.AddMinutes(5).ToUnixTimeSeconds(),
            ["at_hash"] = Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(LastAccessToken)).AsSpan(0, 16)),
            ["name"] = "Alice", ["preferred_username"] = "alice", ["tenant_id"] = "acme", ["roles"] = new JsonArray("customer", "support"),
        };
    }

    private sealed class Availability(StandInIssuer issuer) : DelegatingHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (issuer.Hangs)
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
            }

            return issuer.IsAvailable ? await base.SendAsync(request, cancellationToken) : throw new HttpRequestException("The issuer is down.");
        }
    }
}
