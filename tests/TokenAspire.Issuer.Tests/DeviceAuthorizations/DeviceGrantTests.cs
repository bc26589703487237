using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using TokenAspire.Issuer.Tests.Support;

namespace TokenAspire.Issuer.Tests.DeviceAuthorizations;

/// <summary>RFC 8628 over the whole issuer with its real stores.</summary>
public sealed class DeviceGrantTests(IssuerHost host) : IClassFixture<IssuerHost>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_device_gets_tokens_once_its_person_has_seen_the_code_and_approved()
    {
        Browser device = new(host.CreateBrowser());
        JsonElement asked = await StartAsync(device);
        Assert.Equal("https://localhost/device", Text(asked, "verification_uri"));
        Assert.Equal("https://localhost/device?user_code=" + Text(asked, "user_code"), Text(asked, "verification_uri_complete"));
        Assert.Matches("^[BCDFGHJKLMNPQRSTVWXZ]{4}-[BCDFGHJKLMNPQRSTVWXZ]{4}$", Text(asked, "user_code"));
        Assert.Equal(600, asked.GetProperty("expires_in").GetInt32());
        Assert.Equal(5, asked.GetProperty("interval").GetInt32());
        Assert.Equal("authorization_pending", Text(await PollAsync(device, asked), "error"));

        Browser person = await LoggedInAsync();
        string confirm = await ContinueAsync(person, Text(asked, "user_code").ToLowerInvariant().Replace('-', ' '));
        Assert.Contains(Text(asked, "user_code"), confirm, StringComparison.Ordinal);
        Assert.Contains("TokenAspire command line", confirm, StringComparison.Ordinal);
        Assert.Contains("see your orders", confirm, StringComparison.Ordinal);
        Assert.Equal("slow_down", Text(await PollAsync(device, asked), "error"));
        Assert.Contains("Connected", await DecideAsync(person, asked, "approve"), StringComparison.Ordinal);

        JsonElement tokens = await PollAsync(device, asked);
        Assert.Equal("openid offline_access orders:read", Text(tokens, "scope"));
        Assert.True((await device.IntrospectAsync(Text(tokens, "access_token"))).GetProperty("active").GetBoolean());
        Assert.True((await device.RefreshAsync(Text(tokens, "refresh_token"))).TryGetProperty("refresh_token", out _));
        Assert.True(tokens.TryGetProperty("id_token", out _));
    }

    [Fact]
    public async Task Whoever_asks_too_early_waits_five_seconds_longer_from_then_on()
    {
        Browser device = new(host.CreateBrowser());
        JsonElement asked = await StartAsync(device);

        Assert.Equal("authorization_pending", await PollAfterAsync(0));
        Assert.Equal("slow_down", await PollAfterAsync(4));
        Assert.Equal("slow_down", await PollAfterAsync(9));
        Assert.Equal("authorization_pending", await PollAfterAsync(15));
        Assert.Equal("slow_down", await PollAfterAsync(14));

        async Task<string> PollAfterAsync(int seconds)
        {
            host.Time.Advance(TimeSpan.FromSeconds(seconds));
            return Text(await PollAsync(device, asked), "error");
        }
    }

    [Fact]
    public async Task A_refused_device_is_told_so()
    {
        Browser device = new(host.CreateBrowser());
        JsonElement asked = await StartAsync(device);
        Browser person = await LoggedInAsync();

        Assert.Contains("Refused", await DecideAsync(person, asked, "deny"), StringComparison.Ordinal);

        Assert.Equal("access_denied", Text(await PollAsync(device, asked), "error"));
        Assert.Contains("wrong, used or too old", await DecideAsync(person, asked, "approve"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Both_codes_die_after_ten_minutes()
    {
        Browser device = new(host.CreateBrowser());
        JsonElement asked = await StartAsync(device);
        Browser person = await LoggedInAsync();
        host.Time.Advance(TimeSpan.FromMinutes(10));

        Assert.Equal("expired_token", Text(await PollAsync(device, asked), "error"));
        Assert.Contains("wrong, used or too old", await DecideAsync(person, asked, "approve"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_fifty_parallel_redemptions_one_succeeds()
    {
        Browser device = new(host.CreateBrowser());
        JsonElement asked = await StartAsync(device);
        await DecideAsync(await LoggedInAsync(), asked, "approve");

        JsonElement[] answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => Task.Run(() => PollAsync(device, asked))));

        Assert.Single(answers, answer => answer.TryGetProperty("access_token", out _));
        Assert.Equal(49, answers.Count(answer => answer.TryGetProperty("error", out JsonElement error) && error.GetString() == "invalid_grant"));
    }

    [Fact]
    public async Task A_device_code_is_good_for_its_client_only_and_for_no_other_grant()
    {
        Browser device = new(host.CreateBrowser());
        JsonElement asked = await StartAsync(device);
        await DecideAsync(await LoggedInAsync(), asked, "approve");

        JsonElement asCode = await device.PostTokenAsync(new(StringComparer.Ordinal)
        {
            ["grant_type"] = "authorization_code", ["client_id"] = "cli", ["code"] = Text(asked, "device_code"),
            ["redirect_uri"] = Browser.RedirectUri, ["code_verifier"] = new string('a', 43),
        });
        Assert.Equal("invalid_grant", Text(asCode, "error"));
        JsonElement ofAnother = await device.PostTokenAsync(new(StringComparer.Ordinal)
        {
            ["grant_type"] = DeviceGrant, ["client_id"] = "gateway-bff", ["client_secret"] = "gateway-secret-of-the-tests",
            ["device_code"] = Text(asked, "device_code"),
        });
        Assert.Equal("unauthorized_client", Text(ofAnother, "error"));
        Assert.True((await PollAsync(device, asked)).TryGetProperty("access_token", out _));
    }

    [Fact]
    public async Task A_device_of_an_ended_session_gets_nothing()
    {
        Browser device = new(host.CreateBrowser());
        JsonElement asked = await StartAsync(device);
        Browser person = await LoggedInAsync();
        await DecideAsync(person, asked, "approve");
        (await person.PostFormAsync("/logout", "/logout")).Dispose();

        Assert.Equal("invalid_grant", Text(await PollAsync(device, asked), "error"));
    }

    [Fact]
    public async Task Codes_are_stored_as_hashes_only()
    {
        Browser device = new(host.CreateBrowser());
        JsonElement asked = await StartAsync(device);

        List<string> rows = await host.QueryAsync<string>("select device_authorizations::text from device_authorizations");

        Assert.NotEmpty(rows);
        Assert.All(rows, row => Assert.DoesNotContain(Text(asked, "user_code").Replace("-", "", StringComparison.Ordinal), row, StringComparison.Ordinal));
        Assert.All(rows, row => Assert.DoesNotContain(Text(asked, "device_code"), row, StringComparison.Ordinal));
    }

    private const string DeviceGrant = "urn:ietf:params:oauth:grant-type:device_code";

    private static string Text(JsonElement json, string member) => json.GetProperty(member).GetString()!;

    private static async Task<JsonElement> StartAsync(Browser device)
    {
        using HttpResponseMessage response = await device.PostAsync("/connect/deviceauthorization", new(StringComparer.Ordinal)
        {
            ["client_id"] = "cli", ["scope"] = "openid offline_access orders:read",
        });
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.True(response.Headers.CacheControl!.NoStore);
        return await response.Content.ReadFromJsonAsync<JsonElement>(Cancel);
    }

    private static Task<JsonElement> PollAsync(Browser device, JsonElement asked) => device.PostTokenAsync(new(StringComparer.Ordinal)
    {
        ["grant_type"] = DeviceGrant, ["client_id"] = "cli", ["device_code"] = Text(asked, "device_code"),
    });

    private static async Task<string> ContinueAsync(Browser person, string userCode)
    {
        using HttpResponseMessage response = await person.PostFormAsync("/device", "/device", new(StringComparer.Ordinal) { ["user_code"] = userCode });
        return await response.Content.ReadAsStringAsync(Cancel);
    }

    private static async Task<string> DecideAsync(Browser person, JsonElement asked, string decision)
    {
        using HttpResponseMessage response = await person.PostFormAsync(
            "/device", "/device", new(StringComparer.Ordinal) { ["user_code"] = Text(asked, "user_code"), ["decision"] = decision });
        return await response.Content.ReadAsStringAsync(Cancel);
    }

    private async Task<Browser> LoggedInAsync()
    {
        Browser browser = new(host.CreateBrowser());
        (await browser.LogInAsync("alice", IssuerHost.DevelopmentPassword)).Dispose();
        return browser;
    }
}
