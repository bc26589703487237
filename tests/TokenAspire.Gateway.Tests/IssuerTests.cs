using System.Net;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Primitives;
using TokenAspire.Gateway.Tests.Hosting;
using TokenAspire.ResourceServer.Tests;
using TokenAspire.Revocation;

namespace TokenAspire.Gateway.Tests;

/// <summary>What an issuer that changes its keys, or answers nothing, is to a login.</summary>
public sealed class IssuerTests(SharedGateway shared) : GatewayTests(shared)
{
    [Fact]
    public async Task A_key_that_nobody_has_seen_before_logs_people_in()
    {
        await using GatewayHost gateway = await Gateway.StartReplicaAsync();
        using Browser before = gateway.OpenBrowser();
        await before.LogInAsync();
        Issuer.IdTokenKey = TestSigningKey.CreateRsa("key-2");
        using Browser browser = gateway.OpenBrowser();

        await browser.LogInAsync();
    }

    [Fact]
    public async Task A_revoked_signing_key_logs_nobody_in_though_the_issuer_still_publishes_it()
    {
        await using GatewayHost gateway = await Gateway.StartReplicaAsync();
        Issuer.IdTokenKey = TestSigningKey.CreateRsa("stolen-" + Guid.NewGuid());
        using Browser before = gateway.OpenBrowser();
        await before.LogInAsync();
        RevokedSigningKeys revoked = gateway.Services.GetRequiredService<RevokedSigningKeys>();
        TaskCompletionSource told = new(TaskCreationOptions.RunContinuationsAsynchronously);
        revoked.Revoked += (_, _) => told.TrySetResult();
        await Store.RevokeAsync(RevocationKind.SigningKey, Issuer.IdTokenKey.KeyId);
        await told.Task.WaitAsync(TimeSpan.FromSeconds(30), TimeProvider.System, Cancel);
        using Browser browser = gateway.OpenBrowser();
        Dictionary<string, StringValues> request = await browser.BeginAsync();

        using HttpResponseMessage response = await browser.ComeBackAsync(Issuer.Authorize(request["nonce"].ToString()), request["state"]);

        Assert.Equal(HttpStatusCode.BadGateway, response.StatusCode);
        Assert.DoesNotContain(Browser.SessionCookie, browser.Cookies);
    }

    [Fact]
    public async Task Forged_keys_do_not_keep_a_new_one_from_being_read()
    {
        await using GatewayHost gateway = await Gateway.StartReplicaAsync(("TokenVerification:KeyRefreshThrottle", "00:00:01"));
        using Browser before = gateway.OpenBrowser();
        await before.LogInAsync();
        using HttpClient forger = gateway.CreateClient();
        JsonObject payload = new()
        {
            ["iss"] = StandInIssuer.Url, ["aud"] = StandInIssuer.ClientId, ["exp"] = Gateway.Time.Now.AddMinutes(2).ToUnixTimeSeconds(),
        };
        using FormUrlEncodedContent form = new([new("logout_token", StandInIssuer.Sign("logout+jwt", payload, key: TestSigningKey.CreateRsa("forged")))]);
        using HttpResponseMessage refused = await forger.PostAsync("/bff/backchannel-logout", form, Cancel);
        Issuer.IdTokenKey = TestSigningKey.CreateRsa("key-2");
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        limit.CancelAfter(TimeSpan.FromSeconds(30));
        using PeriodicTimer timer = new(TimeSpan.FromMilliseconds(100));
        using Browser browser = gateway.OpenBrowser();
        do
        {
            await timer.WaitForNextTickAsync(limit.Token);
            Dictionary<string, StringValues> request = await browser.BeginAsync();
            using HttpResponseMessage response = await browser.ComeBackAsync(Issuer.Authorize(request["nonce"].ToString()), request["state"]);
        }
        while (!browser.Cookies.ContainsKey(Browser.SessionCookie));

        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
    }

    [Fact]
    public async Task An_issuer_that_answers_nothing_holds_up_no_login_for_longer_than_its_time_limit()
    {
        await using GatewayHost gateway = await Gateway.StartReplicaAsync(("Bff:IssuerTimeout", "00:00:00.200"));
        Issuer.Hangs = true;
        Browser[] browsers = [.. Enumerable.Range(0, 5).Select(_ => gateway.OpenBrowser())];

        HttpResponseMessage[] answers = await Task.WhenAll(browsers.Select(browser => browser.SendAsync(HttpMethod.Get, "/bff/login")))
            .WaitAsync(TimeSpan.FromSeconds(20), TimeProvider.System, Cancel);

        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode));
        Array.ForEach(answers, answer => answer.Dispose());
        Array.ForEach(browsers, browser => browser.Dispose());
    }
}
