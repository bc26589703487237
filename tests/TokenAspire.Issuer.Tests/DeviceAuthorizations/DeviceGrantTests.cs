using System.Net;
using System.Text.Json;
using TokenAspire.Issuer.Tests.Support;

namespace TokenAspire.Issuer.Tests.DeviceAuthorizations;

/// <summary>RFC 8628 over the whole issuer with its real stores.</summary>
public sealed class DeviceGrantTests(IssuerHost host) : IClassFixture<IssuerHost>
{
    [Fact]
    public async Task A_device_gets_tokens_once_its_person_has_seen_the_code_and_approved()
    {
        Browser device = new(host.CreateBrowser());
        JsonElement asked = await Device.StartAsync(device);
        Assert.Equal("https://localhost/device", asked.Text("verification_uri"));
        Assert.Equal("https://localhost/device?user_code=" + asked.Text("user_code"), asked.Text("verification_uri_complete"));
        Assert.Matches("^[BCDFGHJKLMNPQRSTVWXZ]{4}-[BCDFGHJKLMNPQRSTVWXZ]{4}$", asked.Text("user_code"));
        Assert.Equal(600, asked.GetProperty("expires_in").GetInt32());
        Assert.Equal(5, asked.GetProperty("interval").GetInt32());
        Assert.Equal("authorization_pending", (await Device.PollAsync(device, asked)).Text("error"));

        Browser person = await Device.LoggedInAsync(host);
        string confirm = await Device.ContinueAsync(person, asked.Text("user_code").ToLowerInvariant().Replace('-', ' '));
        Assert.Contains(asked.Text("user_code"), confirm, StringComparison.Ordinal);
        Assert.Contains("TokenAspire command line", confirm, StringComparison.Ordinal);
        Assert.Contains("see your orders", confirm, StringComparison.Ordinal);
        Assert.Equal("slow_down", (await Device.PollAsync(device, asked)).Text("error"));
        Assert.Contains("Connected", await Device.DecideAsync(person, asked, "approve"), StringComparison.Ordinal);

        JsonElement tokens = await Device.PollAsync(device, asked);
        Assert.Equal("openid offline_access orders:read", tokens.Text("scope"));
        Assert.True((await device.IntrospectAsync(tokens.Text("access_token"))).GetProperty("active").GetBoolean());
        Assert.True((await device.RefreshAsync(tokens.Text("refresh_token"))).TryGetProperty("refresh_token", out _));
        Assert.True(tokens.TryGetProperty("id_token", out _));
    }

    [Fact]
    public async Task Whoever_starts_too_many_devices_has_to_wait()
    {
        await using IssuerHost narrow = new(host.Stores) { ConnectionString = host.ConnectionString };
        narrow.Settings["ProtocolEngine:TokenRequestsPerAddress:PerPeriod"] = "1";
        narrow.Settings["ProtocolEngine:TokenRequestsPerAddress:Burst"] = "1";
        narrow.Settings["ProtocolEngine:TokenRequestsPerAddress:Period"] = "01:00:00";
        Browser device = new(narrow.CreateBrowser());
        Dictionary<string, string> request = new() { ["client_id"] = "cli", ["scope"] = "openid" };

        using HttpResponseMessage first = await device.PostAsync("/connect/deviceauthorization", request);
        using HttpResponseMessage second = await device.PostAsync("/connect/deviceauthorization", request);

        Assert.Equal(HttpStatusCode.OK, first.StatusCode);
        Assert.Equal(HttpStatusCode.TooManyRequests, second.StatusCode);
        Assert.NotNull(second.Headers.RetryAfter);
    }

    [Fact]
    public async Task Whoever_asks_too_early_waits_five_seconds_longer_from_then_on()
    {
        Browser device = new(host.CreateBrowser());
        JsonElement asked = await Device.StartAsync(device);

        Assert.Equal("authorization_pending", await PollAfterAsync(0));
        Assert.Equal("slow_down", await PollAfterAsync(4));
        Assert.Equal("slow_down", await PollAfterAsync(9));
        Assert.Equal("authorization_pending", await PollAfterAsync(15));
        Assert.Equal("slow_down", await PollAfterAsync(14));

        async Task<string> PollAfterAsync(int seconds)
        {
            host.Time.Advance(TimeSpan.FromSeconds(seconds));
            return (await Device.PollAsync(device, asked)).Text("error");
        }
    }

    [Fact]
    public async Task A_refused_device_is_told_so()
    {
        Browser device = new(host.CreateBrowser());
        JsonElement asked = await Device.StartAsync(device);
        Browser person = await Device.LoggedInAsync(host);

        Assert.Contains("Refused", await Device.DecideAsync(person, asked, "deny"), StringComparison.Ordinal);

        Assert.Equal("access_denied", (await Device.PollAsync(device, asked)).Text("error"));
        Assert.Contains("wrong, used or too old", await Device.DecideAsync(person, asked, "approve"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Both_codes_die_after_ten_minutes()
    {
        Browser device = new(host.CreateBrowser());
        JsonElement asked = await Device.StartAsync(device);
        Browser person = await Device.LoggedInAsync(host);
        host.Time.Advance(TimeSpan.FromMinutes(10));

        Assert.Equal("expired_token", (await Device.PollAsync(device, asked)).Text("error"));
        Assert.Contains("wrong, used or too old", await Device.DecideAsync(person, asked, "approve"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_fifty_parallel_redemptions_one_succeeds()
    {
        Browser device = new(host.CreateBrowser());
        JsonElement asked = await Device.StartAsync(device);
        await Device.DecideAsync(await Device.LoggedInAsync(host), asked, "approve");

        JsonElement[] answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => Task.Run(() => Device.PollAsync(device, asked))));

        Assert.Single(answers, answer => answer.TryGetProperty("access_token", out _));
        Assert.Equal(49, answers.Count(answer => answer.TryGetProperty("error", out JsonElement error) && error.GetString() == "invalid_grant"));
    }

    [Fact]
    public async Task A_device_code_is_good_for_its_client_only_and_for_no_other_grant()
    {
        Browser device = new(host.CreateBrowser());
        JsonElement asked = await Device.StartAsync(device);
        await Device.DecideAsync(await Device.LoggedInAsync(host), asked, "approve");

        JsonElement asCode = await device.PostTokenAsync(new(StringComparer.Ordinal)
        {
            ["grant_type"] = "authorization_code", ["client_id"] = "cli", ["code"] = asked.Text("device_code"),
            ["redirect_uri"] = Browser.RedirectUri, ["code_verifier"] = new string('a', 43),
        });
        Assert.Equal("invalid_grant", asCode.Text("error"));
        JsonElement ofAnother = await device.PostTokenAsync(new(StringComparer.Ordinal)
        {
            ["grant_type"] = Device.GrantType, ["client_id"] = "gateway-bff", ["client_secret"] = "gateway-secret-of-the-tests",
            ["device_code"] = asked.Text("device_code"),
        });
        Assert.Equal("unauthorized_client", ofAnother.Text("error"));
        Assert.True((await Device.PollAsync(device, asked)).TryGetProperty("access_token", out _));
    }

    [Fact]
    public async Task A_device_of_an_ended_session_gets_nothing()
    {
        Browser device = new(host.CreateBrowser());
        JsonElement asked = await Device.StartAsync(device);
        Browser person = await Device.LoggedInAsync(host);
        await Device.DecideAsync(person, asked, "approve");
        (await person.PostFormAsync("/logout", "/logout")).Dispose();

        Assert.Equal("invalid_grant", (await Device.PollAsync(device, asked)).Text("error"));
    }

    [Fact]
    public async Task Codes_are_stored_as_hashes_only()
    {
        Browser device = new(host.CreateBrowser());
        JsonElement asked = await Device.StartAsync(device);

        List<string> rows = await host.QueryAsync<string>("select device_authorizations::text from device_authorizations");

        Assert.NotEmpty(rows);
        Assert.All(rows, row => Assert.DoesNotContain(asked.Text("user_code").Replace("-", "", StringComparison.Ordinal), row, StringComparison.Ordinal));
        Assert.All(rows, row => Assert.DoesNotContain(asked.Text("device_code"), row, StringComparison.Ordinal));
    }
}
