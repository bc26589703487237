using System.Net;
using System.Text.Json.Nodes;
using TokenAspire.Gateway.Tests.Hosting;

namespace TokenAspire.Gateway.Tests.Edge;

public sealed class RateLimitTests(SharedGateway shared) : GatewayTests(shared)
{
    private const string Slowly = "0.001";

    [Fact]
    public async Task A_person_who_asks_too_much_waits_and_another_does_not()
    {
        await using GatewayHost replica = await Limited("Subject", burst: 3);
        using Browser outside = replica.OpenBrowser();
        string alice = Sign("alice-id", "cli");
        string another = Sign("alice-id", "another-client");

        Assert.Equal("200 200 200 429", await StatusesAsync(outside, alice, 4));
        Assert.Equal("429", await StatusesAsync(outside, another, 1));
        Assert.Equal("200", await StatusesAsync(outside, Sign("bob-id", "cli"), 1));
    }

    [Fact]
    public async Task A_client_that_asks_too_much_waits_with_all_of_its_users()
    {
        await using GatewayHost replica = await Limited("Client", burst: 2);
        using Browser outside = replica.OpenBrowser();

        Assert.Equal("200 200", await StatusesAsync(outside, Sign("alice-id", "cli"), 2));
        Assert.Equal("429", await StatusesAsync(outside, Sign("bob-id", "cli"), 1));
        Assert.Equal("200", await StatusesAsync(outside, Sign("bob-id", "another-client"), 1));
    }

    [Fact]
    public async Task A_client_that_calls_for_itself_is_not_limited_as_a_person()
    {
        await using GatewayHost replica = await Limited("Subject", burst: 1);
        using Browser outside = replica.OpenBrowser();

        Assert.Equal("200 200 200", await StatusesAsync(outside, Sign("orders-worker", "orders-worker"), 3));
    }

    [Fact]
    public async Task An_address_is_limited_before_anything_is_known_of_the_request_and_probes_are_not_counted()
    {
        await using GatewayHost replica = await Limited("Address", burst: 3);
        using Browser outside = replica.OpenBrowser();

        Assert.Equal("401", await StatusesAsync(outside, token: null, 1));
        Assert.Equal(404, await StatusAsync(outside, "/none"));
        Assert.Equal("200", await StatusesAsync(outside, Sign("alice-id", "cli"), 1));
        Assert.Equal("429", await StatusesAsync(outside, Sign("alice-id", "cli"), 1));
        Assert.Equal(200, await StatusAsync(outside, "/alive"));
    }

    [Fact]
    public async Task Refused_tokens_use_up_an_allowance_of_their_own_and_good_ones_do_not()
    {
        await using GatewayHost replica = await Limited("RefusedTokens", burst: 3);
        using Browser outside = replica.OpenBrowser();
        string good = Sign("alice-id", "cli");

        Assert.Equal("200 200 200 200 200", await StatusesAsync(outside, good, 5));
        Assert.Equal("401 401 401", await StatusesAsync(outside, good + "forged", 3));
        int before = replica.Log.Lines.Count(IsRefusal);
        Assert.Equal("429 429", await StatusesAsync(outside, good + "another", 2));

        Assert.Equal(before, replica.Log.Lines.Count(IsRefusal));
        Assert.Equal(200, await StatusAsync(outside, "/"));
    }

    [Fact]
    public async Task A_refusal_says_when_to_come_back_and_nothing_of_who_came()
    {
        await using GatewayHost replica = await Limited("Subject", burst: 1);
        using Browser outside = replica.OpenBrowser();
        string alice = Sign("alice-id", "cli");
        await StatusesAsync(outside, alice, 1);

        using HttpResponseMessage refused = await outside.SendAsync(HttpMethod.Get, "/api/orders", ("Authorization", "Bearer " + alice));

        Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
        Assert.InRange(refused.Headers.RetryAfter!.Delta!.Value, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1000));
        Assert.Equal("application/problem+json", refused.Content.Headers.ContentType?.MediaType);
        Assert.Equal("subject", (await refused.JsonAsync()).GetProperty("limit").GetString());
        Assert.Contains(replica.Log.Lines, line => line.Contains("refused by the rate limit of one subject", StringComparison.Ordinal));
        Assert.DoesNotContain(replica.Log.Lines, line => line.StartsWith("Information TokenAspire.Gateway", StringComparison.Ordinal) && line.Contains("alice-id", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("/", false)]
    [InlineData("/none", true)]
    [InlineData("/api/orders", true)]
    [InlineData("/bff/user", true)]
    [InlineData("/health", true)]
    public async Task Every_answer_has_the_security_headers(string path, bool isData)
    {
        using Browser outside = Gateway.OpenBrowser();

        using HttpResponseMessage response = await outside.SendAsync(HttpMethod.Get, path);

        Assert.Equal("nosniff", response.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.Equal("DENY", response.Headers.GetValues("X-Frame-Options").Single());
        Assert.Equal("no-referrer", response.Headers.GetValues("Referrer-Policy").Single());
        Assert.StartsWith("default-src 'none'", response.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        Assert.Equal(isData, response.Headers.CacheControl?.NoStore);
    }

    // RFC 6797 section 6.1. Hosts below this one's name may be others' own.
    [Theory]
    [InlineData("false", "max-age=31536000")]
    [InlineData("true", "max-age=31536000; includeSubDomains")]
    public async Task Outside_of_development_browsers_are_told_to_use_https_and_nothing_else(string includeSubDomains, string expected)
    {
        await using GatewayHost replica = await Gateway.StartReplicaAsync(
            [("environment", "Production"), ("StrictTransportSecurity:IncludeSubDomains", includeSubDomains), .. Tls("orders"), .. Tls("inventory")]);
        using Browser outside = replica.OpenBrowser();
        using Browser developer = Gateway.OpenBrowser();

        using HttpResponseMessage strict = await outside.SendAsync(HttpMethod.Get, "/");
        using HttpResponseMessage lax = await developer.SendAsync(HttpMethod.Get, "/");

        Assert.Equal(expected, strict.Headers.GetValues("Strict-Transport-Security").Single());
        Assert.False(lax.Headers.Contains("Strict-Transport-Security"));
    }

    private static bool IsRefusal(string line) => line.Contains("bad_signature", StringComparison.Ordinal) || line.Contains("malformed", StringComparison.Ordinal);

    private static async Task<string> StatusesAsync(Browser outside, string? token, int requests)
    {
        List<int> statuses = [];
        for (int request = 0; request < requests; request++)
        {
            statuses.Add(await StatusAsync(outside, "/api/orders", token));
        }

        return string.Join(' ', statuses);
    }

    private static async Task<int> StatusAsync(Browser outside, string path, string? token = null)
    {
        using HttpResponseMessage response = await outside.SendAsync(HttpMethod.Get, path, token is null ? [] : [("Authorization", "Bearer " + token)]);
        return (int)response.StatusCode;
    }

    // In production what carries a token is TLS.
    private static (string Name, string Value)[] Tls(string service) =>
        [($"services:{service}:https:0", "https://127.0.0.1:1"), ($"ReverseProxy:Clusters:{service}:Destinations:{service}:Address", $"https://{service}")];

    private Task<GatewayHost> Limited(string limit, int burst) =>
        Gateway.StartReplicaAsync(($"RateLimits:{limit}:PerSecond", Slowly), ($"RateLimits:{limit}:Burst", $"{burst}"));

    private string Sign(string subject, string client) => Tokens.Sign(Gateway.Time, subject, client);
}

/// <summary>Access tokens as the issuer would have issued them to other clients than the gateway.</summary>
internal static class Tokens
{
    public static string Sign(TimeProvider time, string subject, string client, string? sessionId = null, string scope = "orders:read")
    {
        DateTimeOffset now = time.GetUtcNow();
        return StandInIssuer.Sign("at+jwt", new JsonObject
        {
            ["iss"] = StandInIssuer.Url, ["aud"] = new JsonArray("orders", "inventory"), ["sub"] = subject, ["client_id"] = client,
            ["sid"] = sessionId ?? Guid.NewGuid().ToString(), ["jti"] = Guid.CreateVersion7(now).ToString(), ["scope"] = scope,
            ["iat"] = now.ToUnixTimeSeconds(), ["exp"] = now.AddMinutes(5).ToUnixTimeSeconds(),
        });
    }
}
