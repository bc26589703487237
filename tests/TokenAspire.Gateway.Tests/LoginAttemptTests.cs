using System.Net;
using Microsoft.Extensions.Primitives;
using TokenAspire.Gateway.Tests.Hosting;

namespace TokenAspire.Gateway.Tests;

/// <summary>An answer of the issuer belongs to one attempt of one browser, which may have several under way.</summary>
public sealed class LoginAttemptTests(SharedGateway shared) : GatewayTests(shared)
{
    [Fact]
    public async Task A_replayed_callback_is_refused_before_its_code_is_used_again()
    {
        using Browser browser = Gateway.OpenBrowser();
        Dictionary<string, StringValues> request = await browser.BeginAsync();
        using Browser replaying = browser.Copy();
        string code = Issuer.Authorize(request["nonce"].ToString());
        using HttpResponseMessage first = await browser.ComeBackAsync(code, request["state"]);

        using HttpResponseMessage again = await browser.ComeBackAsync(code, request["state"]);
        using HttpResponseMessage withTheOldCookie = await replaying.ComeBackAsync(code, request["state"]);

        Assert.Equal(HttpStatusCode.BadRequest, again.StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, withTheOldCookie.StatusCode);
        Assert.Equal(1, Issuer.Count("authorization_code"));
        Assert.Contains(Browser.SessionCookie, browser.Cookies);
        Assert.DoesNotContain(Browser.SessionCookie, replaying.Cookies);
    }

    [Fact]
    public async Task Another_browsers_callback_is_refused()
    {
        using Browser attacker = Gateway.OpenBrowser();
        using Browser victim = Gateway.OpenBrowser();
        Dictionary<string, StringValues> request = await attacker.BeginAsync();
        string code = Issuer.Authorize(request["nonce"].ToString());

        using HttpResponseMessage withoutAttempt = await victim.ComeBackAsync(code, request["state"]);
        await victim.BeginAsync();
        using HttpResponseMessage duringAnother = await victim.ComeBackAsync(code, request["state"]);

        Assert.Equal(HttpStatusCode.BadRequest, withoutAttempt.StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, duringAnother.StatusCode);
        Assert.DoesNotContain(Browser.SessionCookie, victim.Cookies);
        Assert.Equal(0, Issuer.Count("authorization_code"));
    }

    [Fact]
    public async Task Logins_begun_side_by_side_are_both_completed()
    {
        using Browser browser = Gateway.OpenBrowser();
        Dictionary<string, StringValues> first = await browser.BeginAsync("/first");
        Dictionary<string, StringValues> second = await browser.BeginAsync("/second");

        using HttpResponseMessage firstAnswer = await browser.ComeBackAsync(Issuer.Authorize(first["nonce"].ToString()), first["state"]);
        using HttpResponseMessage secondAnswer = await browser.ComeBackAsync(Issuer.Authorize(second["nonce"].ToString()), second["state"]);

        Assert.Equal("/first", firstAnswer.Headers.Location?.OriginalString);
        Assert.Equal("/second", secondAnswer.Headers.Location?.OriginalString);
        Assert.Equal([Browser.SessionCookie], browser.Cookies.Keys);
    }

    [Fact]
    public async Task Logins_that_are_begun_and_left_do_not_pile_up()
    {
        using Browser browser = Gateway.OpenBrowser();
        Dictionary<string, StringValues> last = [];
        for (int i = 0; i < 20; i++)
        {
            Gateway.Time.Now += TimeSpan.FromSeconds(1);
            last = await browser.BeginAsync($"/{i}");
        }

        int kept = browser.Cookies.Count;
        using HttpResponseMessage answer = await browser.ComeBackAsync(Issuer.Authorize(last["nonce"].ToString()), last["state"]);

        Assert.Equal(5, kept);
        Assert.Equal("/19", answer.Headers.Location?.OriginalString);
    }
}
