using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.IdentityModel.JsonWebTokens;
using TokenAspire.Issuer.Tests.Support;

namespace TokenAspire.Issuer.Tests.DeviceAuthorizations;

/// <summary>What a device's tokens are for, what they are bound to, and what is noted about them.</summary>
public sealed class DeviceTokenTests(IssuerHost host) : IClassFixture<IssuerHost>
{
    private const string TokenUri = IssuerHost.Identifier + "/connect/token";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_resources_that_the_device_names_narrow_what_the_person_sees_and_what_it_gets()
    {
        Browser device = new(host.CreateBrowser());
        JsonElement asked = await Device.StartAsync(device, "orders:read inventory:read", resource: "urn:tokenaspire:orders");
        Browser person = await Device.LoggedInAsync(host);

        string confirm = await Device.ContinueAsync(person, asked.Text("user_code"));
        Assert.Contains("see your orders", confirm, StringComparison.Ordinal);
        Assert.DoesNotContain("see what is in stock", confirm, StringComparison.Ordinal);
        await Device.DecideAsync(person, asked, "approve");

        Assert.Equal("invalid_target", (await device.PostTokenAsync(Device.PollForm(asked, "urn:tokenaspire:inventory"))).Text("error"));
        JsonElement tokens = await Device.PollAsync(device, asked);
        Assert.Equal("orders:read", tokens.Text("scope"));
        Assert.Equal(["orders"], new JsonWebToken(tokens.Text("access_token")).Audiences);
    }

    [Theory]
    [InlineData("urn:tokenaspire:nothing")]
    [InlineData("urn:tokenaspire:shipping")]
    public async Task A_resource_that_is_unknown_or_of_no_scope_is_an_invalid_target(string resource)
    {
        using HttpResponseMessage response = await new Browser(host.CreateBrowser()).PostAsync("/connect/deviceauthorization", new(StringComparer.Ordinal)
        {
            ["client_id"] = "cli", ["scope"] = "orders:read", ["resource"] = resource,
        });

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal("invalid_target", (await response.Content.ReadFromJsonAsync<JsonElement>(Cancel)).Text("error"));
    }

    [Fact]
    public async Task A_device_that_proves_a_key_gets_tokens_bound_to_it_and_refreshes_with_it_only()
    {
        ClientKey key = new();
        Browser device = new(host.CreateBrowser());
        JsonElement asked = await Device.StartAsync(device);
        await Device.DecideAsync(await Device.LoggedInAsync(host), asked, "approve");

        JsonElement tokens = await device.PostTokenAsync(Device.PollForm(asked), key.Prove(TokenUri, host.Time.GetUtcNow()));

        Assert.Equal("DPoP", tokens.Text("token_type"));
        Assert.Contains(key.Thumbprint, new JsonWebToken(tokens.Text("access_token")).GetPayloadValue<JsonElement>("cnf").ToString(), StringComparison.Ordinal);
        Assert.Equal("invalid_grant", (await device.RefreshAsync(tokens.Text("refresh_token"))).Text("error"));
        Assert.True((await device.PostTokenAsync(Browser.RefreshForm(tokens.Text("refresh_token")), key.Prove(TokenUri, host.Time.GetUtcNow())))
            .TryGetProperty("refresh_token", out _));
    }

    [Fact]
    public async Task What_the_person_decides_is_audited_and_that_the_device_waits_is_not()
    {
        Browser device = new(host.CreateBrowser());
        JsonElement asked = await Device.StartAsync(device, "openid orders:write");
        await Device.PollAsync(device, asked);
        await Device.DecideAsync(await Device.LoggedInAsync(host, "bob"), asked, "deny");
        await Device.PollAsync(device, asked);

        // The log is written behind the answers, in their order.
        await Eventually.HoldsAsync(() => AuditedAsync("event = 'grant' and outcome = 'access_denied'"));

        Assert.True(await AuditedAsync("event = 'consent' and outcome = 'denied' and client_id = 'cli' and detail = 'device openid orders:write' and actor = subject_id"));
        Assert.False(await AuditedAsync("outcome in ('authorization_pending', 'slow_down')"));
    }

    private async Task<bool> AuditedAsync(string condition) =>
        (await host.QueryAsync<bool>($"select exists (select from audit_log where {condition})")).Single();
}
