using System.Net;
using TokenAspire.Issuer.Conformance.Server;

namespace TokenAspire.Issuer.Conformance.Endpoints;

/// <summary>Logging out at the client's word (OIDC RP-Initiated Logout 1.0).</summary>
public abstract class EndSessionTests(IServerUnderTest server) : LogoutClauses(server)
{
    // OIDC RP-Initiated Logout 2 and 3; what was issued in the session ends before the person is told.
    [Fact]
    public async Task A_hint_of_the_session_ends_it_and_leads_back_with_the_state()
    {
        using Browser browser = await LogInAfreshAsync();
        Answer tokens = await TokensAsync(browser, Registered.Web);

        Answer answer = await browser.GetAsync(EndSession(
            ("id_token_hint", tokens["id_token"]), ("post_logout_redirect_uri", Goodbye), ("state", "a b+c")));

        Assert.Equal(Goodbye + "?state=a%20b%2Bc", answer.Location.AbsoluteUri);
        answer.AssertNotStored();
        await AssertActiveAsync(tokens["access_token"], expected: false);
        (await RefreshAsync(Registered.Web, tokens["refresh_token"])).AssertError("invalid_grant");
        Assert.False(await IsLoggedInAsync(browser));
    }

    // OIDC RP-Initiated Logout 3: state only where it was sent; the query of the address stays.
    [Fact]
    public async Task The_query_of_the_address_is_kept_and_no_state_is_made_up()
    {
        using Browser browser = await LogInAfreshAsync();
        string hint = (await TokensAsync(browser, Registered.Web))["id_token"]!;

        Answer plain = await browser.GetAsync(EndSession(("id_token_hint", hint), ("post_logout_redirect_uri", Goodbye + "?from=issuer")));
        Answer stated = await browser.GetAsync(EndSession(("id_token_hint", hint), ("post_logout_redirect_uri", Goodbye + "?from=issuer"), ("state", "x")));

        Assert.Equal(Goodbye + "?from=issuer", plain.Location.AbsoluteUri);
        Assert.Equal(Goodbye + "?from=issuer&state=x", stated.Location.AbsoluteUri);
    }

    // OIDC RP-Initiated Logout 2: GET and POST; RFC 9110 15.4.4.
    [Fact]
    public async Task A_post_does_the_same_and_is_answered_with_303()
    {
        using Browser browser = await LogInAfreshAsync();
        string hint = (await TokensAsync(browser, Registered.Web))["id_token"]!;

        Answer answer = await browser.PostAsync(
            At("/connect/endsession"), [new("id_token_hint", hint), new("client_id", Registered.Web.ClientId), new("post_logout_redirect_uri", Goodbye)]);

        Assert.Equal((HttpStatusCode.SeeOther, Goodbye), (answer.Status, answer.Location.AbsoluteUri));
        Assert.False(await IsLoggedInAsync(browser));
    }

    // OIDC RP-Initiated Logout 4: an id token is a hint for longer than it lives.
    [Fact]
    public async Task An_expired_hint_is_as_good()
    {
        using Browser browser = await LogInAfreshAsync();
        string hint = (await TokensAsync(browser, Registered.Web))["id_token"]!;
        Server.Advance(TimeSpan.FromMinutes(10));

        Assert.Equal(Goodbye, (await browser.GetAsync(EndSession(("id_token_hint", hint), ("post_logout_redirect_uri", Goodbye)))).Location.AbsoluteUri);
        Assert.False(await IsLoggedInAsync(browser));
    }

    // OIDC RP-Initiated Logout 2 and 6: any page on the web could send that.
    [Fact]
    public async Task Without_a_hint_nothing_ends_before_the_person_says_so()
    {
        using Browser browser = await LogInAfreshAsync();
        Answer tokens = await TokensAsync(browser, Registered.Web);

        Answer page = await AskedAsync(browser, ("client_id", Registered.Web.ClientId), ("post_logout_redirect_uri", Goodbye), ("state", "x"));
        Assert.Contains(Registered.Web.ClientId, page.Body, StringComparison.Ordinal);
        await AssertActiveAsync(tokens["access_token"]);

        Answer confirmed = await browser.SubmitAsync(page);
        Assert.Equal(Goodbye + "?state=x", (await browser.GetAsync(confirmed.Location)).Location.AbsoluteUri);
        await AssertActiveAsync(tokens["access_token"], expected: false);
        Assert.False(await IsLoggedInAsync(browser));
    }

    // OIDC RP-Initiated Logout 2: a hint that proves nothing is none: forged, no id token, another person's or session's.
    [Fact]
    public async Task A_hint_that_proves_nothing_ends_nothing()
    {
        using Browser other = await LogInAfreshAsync("bob");
        Answer ofOther = await TokensAsync(other, Registered.Web);
        using Browser browser = await LogInAfreshAsync();
        Answer tokens = await TokensAsync(browser, Registered.Web);

        foreach (string? hint in (string?[])[new Jwt(tokens["id_token"]!).Forge("nonce", "x"), tokens["access_token"], tokens["refresh_token"],
            ofOther["id_token"], "x", "a.b.c"])
        {
            await AskedAsync(browser, ("id_token_hint", hint), ("client_id", Registered.Web.ClientId));
        }

        Assert.True(await IsLoggedInAsync(browser));
        Assert.True(await IsLoggedInAsync(other));
    }

    // ASVS 5 V3.
    [Fact]
    public async Task A_confirmation_without_the_anti_forgery_token_is_refused()
    {
        using Browser browser = await LogInAfreshAsync();
        (Uri action, Dictionary<string, string> fields) = Browser.Form(await AskedAsync(browser));

        Answer forged = await browser.PostAsync(action, fields.Where(field => !field.Key.Contains("RequestVerificationToken", StringComparison.Ordinal)));

        Assert.Equal(HttpStatusCode.BadRequest, forged.Status);
        Assert.True(await IsLoggedInAsync(browser));
    }

    // OIDC RP-Initiated Logout 3: compared as text with what this client registered, whatever else is right.
    [Theory]
    [InlineData("https://evil.example/")]
    [InlineData("https://client.example/goodbye/")]
    [InlineData("https://client.example/goodbye?from=evil")]
    [InlineData("https://client.example/goodbye#x")]
    [InlineData("https://CLIENT.example/goodbye")]
    [InlineData("https://client.example/callback")]
    [InlineData("//evil.example/")]
    [InlineData("javascript:alert(1)")]
    public async Task An_address_that_is_not_registered_to_the_letter_leads_nowhere_and_ends_nothing(string address)
    {
        using Browser browser = await LogInAsync();
        string hint = (await TokensAsync(browser, Registered.Web))["id_token"]!;

        AssertNoRedirect(await browser.GetAsync(EndSession(("id_token_hint", hint), ("post_logout_redirect_uri", address))));

        Assert.True(await IsLoggedInAsync(browser));
    }

    // OIDC RP-Initiated Logout 2 and 3: whose address it is has to be known, and agree.
    [Fact]
    public async Task An_address_needs_its_client_and_the_client_its_hint()
    {
        using Browser browser = await LogInAsync();
        string hint = (await TokensAsync(browser, Registered.Web))["id_token"]!;

        AssertNoRedirect(await browser.GetAsync(EndSession(("post_logout_redirect_uri", Goodbye))));
        AssertNoRedirect(await browser.GetAsync(EndSession(("post_logout_redirect_uri", Goodbye), ("client_id", Registered.Other.ClientId))));
        AssertNoRedirect(await browser.GetAsync(EndSession(("post_logout_redirect_uri", Goodbye), ("client_id", "unknown"))));
        AssertNoRedirect(await browser.GetAsync(EndSession(("id_token_hint", hint), ("client_id", Registered.Other.ClientId))));
        AssertNoRedirect(await browser.GetAsync(EndSession(("state", "a"), ("state", "b"))));

        Assert.True(await IsLoggedInAsync(browser));
    }

    // OIDC RP-Initiated Logout 2: parameters that change nothing here.
    [Fact]
    public async Task Optional_and_unknown_parameters_are_ignored()
    {
        using Browser browser = await LogInAfreshAsync();
        string hint = (await TokensAsync(browser, Registered.Web))["id_token"]!;

        Answer answer = await browser.GetAsync(EndSession(
            ("id_token_hint", hint), ("logout_hint", "alice"), ("ui_locales", "de en"), ("unknown", "x"), ("post_logout_redirect_uri", Goodbye)));

        Assert.Equal(Goodbye, answer.Location.AbsoluteUri);
    }

    // OIDC RP-Initiated Logout 2: without an address the person stays here, and is told.
    [Fact]
    public async Task Without_an_address_the_person_ends_at_this_server()
    {
        using Browser browser = await LogInAfreshAsync();
        string hint = (await TokensAsync(browser, Registered.Web))["id_token"]!;

        Answer answer = await browser.GetAsync(EndSession(("id_token_hint", hint)));

        Assert.Equal(Server.Issuer.Authority, answer.Location.Authority);
        (await browser.GetAsync(answer.Location)).AssertSuccess();
        Assert.False(await IsLoggedInAsync(browser));
    }

    // A person who comes back, or a client that asks twice: logged out is logged out.
    [Fact]
    public async Task A_second_logout_is_answered_like_the_first()
    {
        using Browser browser = await LogInAfreshAsync();
        Uri request = EndSession(("id_token_hint", (await TokensAsync(browser, Registered.Web))["id_token"]), ("post_logout_redirect_uri", Goodbye));
        Answer first = await browser.GetAsync(request);

        Assert.Equal(first.Location, (await browser.GetAsync(request)).Location);
    }
}
