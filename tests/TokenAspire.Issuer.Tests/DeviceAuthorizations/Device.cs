using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using TokenAspire.Issuer.Tests.Support;

namespace TokenAspire.Issuer.Tests.DeviceAuthorizations;

/// <summary>What the client <c>cli</c> does on a device, and its person on the page.</summary>
internal static class Device
{
    public const string GrantType = "urn:ietf:params:oauth:grant-type:device_code";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static string Text(this JsonElement json, string member) => json.GetProperty(member).GetString()!;

    public static async Task<JsonElement> StartAsync(
        Browser device, string scope = "openid offline_access orders:read", string resource = "")
    {
        using HttpResponseMessage response = await device.PostAsync("/connect/deviceauthorization", new(StringComparer.Ordinal)
        {
            ["client_id"] = "cli", ["scope"] = scope, ["resource"] = resource,
        });
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.True(response.Headers.CacheControl!.NoStore);
        return await response.Content.ReadFromJsonAsync<JsonElement>(Cancel);
    }

    public static Task<JsonElement> PollAsync(Browser device, JsonElement asked) => device.PostTokenAsync(PollForm(asked));

    public static Dictionary<string, string> PollForm(JsonElement asked, string resource = "") => new(StringComparer.Ordinal)
    {
        ["grant_type"] = GrantType, ["client_id"] = "cli", ["device_code"] = asked.Text("device_code"), ["resource"] = resource,
    };

    public static async Task<string> ContinueAsync(Browser person, string userCode)
    {
        using HttpResponseMessage response = await person.PostFormAsync("/device", "/device", new(StringComparer.Ordinal) { ["user_code"] = userCode });
        return await response.Content.ReadAsStringAsync(Cancel);
    }

    public static async Task<string> DecideAsync(Browser person, JsonElement asked, string decision)
    {
        using HttpResponseMessage response = await person.PostFormAsync(
            "/device", "/device", new(StringComparer.Ordinal) { ["user_code"] = asked.Text("user_code"), ["decision"] = decision });
        return await response.Content.ReadAsStringAsync(Cancel);
    }

    public static async Task<Browser> LoggedInAsync(IssuerHost host, string userName = "alice")
    {
        Browser browser = new(host.CreateBrowser());
        (await browser.LogInAsync(userName, IssuerHost.DevelopmentPassword)).Dispose();
        return browser;
    }
}
