using System.Net;
using TokenAspire.Issuer.Conformance.Server;

namespace TokenAspire.Issuer.Conformance.Endpoints;

/// <summary>Where a person connects a device (RFC 8628 3.3).</summary>
public abstract class DevicePageTests(IServerUnderTest server) : DeviceClauses(server)
{
    // RFC 8628 3.3.1 and 5.4: the person compares the code with the device's, and is told who wants what, before anything happens.
    [Fact]
    public async Task The_page_shows_the_code_and_asks_before_it_approves()
    {
        using Browser person = await LogInAsync();
        Answer asked = await AskAsync(Registered.Native);

        Answer shown = await OpenAsync(person, asked);

        Assert.Contains(asked["user_code"]!, shown.Body, StringComparison.Ordinal);
        Assert.Contains(Registered.Native.ClientId, shown.Body, StringComparison.Ordinal);
        (await PollAsync(asked)).AssertError("authorization_pending");
    }

    // RFC 8628 3.3: whoever comes to the page logs in first, and comes back to it.
    [Fact]
    public async Task The_page_knows_who_approves()
    {
        using Browser stranger = OpenBrowser();
        Answer asked = await AskAsync(Registered.Native);
        Answer login = await stranger.GetAsync((await stranger.GetAsync(new Uri(asked["verification_uri_complete"]!))).Location);

        Answer back = await stranger.GetAsync((await stranger.SubmitAsync(login, "bob")).Location);

        Assert.Contains(asked["user_code"]!, back.Body, StringComparison.Ordinal);
        (await PollAsync(asked)).AssertError("authorization_pending");
    }

    // ASVS 5 V3: nobody approves by somebody else's page.
    [Fact]
    public async Task An_approval_without_the_anti_forgery_token_is_refused()
    {
        using Browser person = await LogInAsync();
        Answer asked = await AskAsync(Registered.Native);

        Answer forged = await person.PostAsync(
            new Uri(asked["verification_uri"]!), [new("user_code", asked["user_code"]!), new("decision", "approve")]);

        Assert.Equal(HttpStatusCode.BadRequest, forged.Status);
        (await PollAsync(asked)).AssertError("authorization_pending");
    }

    // RFC 8628 3.3: a user code connects one device, once.
    [Fact]
    public async Task A_user_code_is_good_once()
    {
        using Browser person = await LogInAsync();
        Answer asked = await AskAsync(Registered.Native);
        await ApproveAsync(person, asked);

        Assert.DoesNotContain("decision", (await OpenAsync(person, asked)).Body, StringComparison.Ordinal);
    }

    // RFC 8628 5.1: short codes are safe only while tries are counted.
    [Fact]
    public async Task Guessing_user_codes_ends_in_429()
    {
        using Browser guesser = OpenBrowser();
        await guesser.AuthorizeAsync(new AuthorizationRequest(Registered.Native, "openid"), "carol");
        Uri page = new((await AskAsync(Registered.Native))["verification_uri"]!);
        Answer answer = await guesser.GetAsync(page);
        for (int guess = 0; guess < 100 && answer.Status is HttpStatusCode.OK; guess++)
        {
            answer = await guesser.SubmitAsync(answer, "", ("user_code", "BCDF-GHJK"));
        }

        Assert.Equal(HttpStatusCode.TooManyRequests, answer.Status);
    }
}
