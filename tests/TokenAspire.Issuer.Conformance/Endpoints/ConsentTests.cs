using System.Net;
using TokenAspire.Issuer.Conformance.Server;

namespace TokenAspire.Issuer.Conformance.Endpoints;

/// <summary>Third parties get what people allow them, for as long as they do (OIDC Core 3.1.2.4).</summary>
public abstract class ConsentTests(IServerUnderTest server) : Clauses(server)
{
    private const string Callback = "https://third-party.example/callback";
    private const string Exchange = "urn:ietf:params:oauth:grant-type:token-exchange";

    // OIDC Core 3.1.2.4: who, and what.
    [Fact]
    public async Task A_third_party_gets_a_code_only_once_the_person_has_consented()
    {
        using Browser person = await LogInWithoutConsentAsync();

        Answer page = await AskedAsync(person, new AuthorizationRequest(Registered.ThirdParty, "openid orders:read"));
        Assert.Contains(Registered.ThirdParty.ClientId, page.Body, StringComparison.Ordinal);
        Answer allowed = await person.SubmitAsync(page);

        Assert.Equal(HttpStatusCode.SeeOther, allowed.Status);
        Assert.NotNull((await person.GetAsync(allowed.Location)).Parameter("code"));
    }

    // What somebody allowed need not be asked again; what they did not, has to be.
    [Fact]
    public async Task A_consent_is_remembered_for_its_scopes_and_its_person()
    {
        using Browser person = await LogInWithoutConsentAsync();
        using Browser other = await LogInWithoutConsentAsync("bob");
        await TokensAsync(person, Registered.ThirdParty, "openid orders:read");

        Assert.NotNull((await person.SendAsync(new AuthorizationRequest(Registered.ThirdParty, "openid orders:read"))).Parameter("code"));
        Assert.NotNull((await person.SendAsync(new AuthorizationRequest(Registered.ThirdParty, "openid"))).Parameter("code"));
        await AskedAsync(person, new AuthorizationRequest(Registered.ThirdParty, "openid orders:read orders:write"));
        await AskedAsync(other, new AuthorizationRequest(Registered.ThirdParty, "openid orders:read"));
    }

    // A first party's client is this party's own: there is nobody to allow anything to.
    [Fact]
    public async Task Nobody_is_asked_about_a_first_party()
    {
        using Browser person = await LogInAsync();

        Assert.NotNull((await person.SendAsync(new AuthorizationRequest(Registered.Web))).Parameter("code"));
    }

    // OIDC Core 3.1.2.6.
    [Fact]
    public async Task Prompt_none_without_a_consent_is_consent_required()
    {
        using Browser person = await LogInWithoutConsentAsync();
        AuthorizationRequest silent = new(Registered.ThirdParty, "openid orders:read") { ["prompt"] = "none" };

        AssertRefused(await person.SendAsync(silent), "consent_required");
        await TokensAsync(person, Registered.ThirdParty, "openid orders:read");

        Assert.NotNull((await person.SendAsync(silent)).Parameter("code"));
    }

    // OIDC Core 3.1.2.1: whatever is remembered.
    [Fact]
    public async Task Prompt_consent_asks_again()
    {
        using Browser person = await LogInWithoutConsentAsync();
        await TokensAsync(person, Registered.ThirdParty, "openid orders:read");

        Answer page = await AskedAsync(person, new AuthorizationRequest(Registered.ThirdParty, "openid orders:read") { ["prompt"] = "consent" });

        Assert.NotNull((await person.GetAsync((await person.SubmitAsync(page)).Location)).Parameter("code"));
    }

    // RFC 6749 4.1.2.1, RFC 9207 2: with state and issuer, and the next request asks again.
    [Fact]
    public async Task A_refusal_is_access_denied_and_is_not_remembered()
    {
        using Browser person = await LogInWithoutConsentAsync();
        AuthorizationRequest request = new(Registered.ThirdParty, "openid orders:read");

        Answer refused = await person.GetAsync((await person.RefuseAsync(await AskedAsync(person, request))).Location);

        AssertRefused(refused, "access_denied");
        await AskedAsync(person, request);
    }

    // RFC 9126 4: the pushed request is there when the person has decided, and once.
    [Fact]
    public async Task A_pushed_request_waits_for_the_consent()
    {
        using Browser person = await LogInWithoutConsentAsync();
        AuthorizationRequest request = new(Registered.ThirdParty, "openid orders:read");
        Answer pushed = await PostAsync(At("/connect/par"), Registered.ThirdParty, request.Pushed);
        Uri address = At($"/connect/authorize?client_id={Registered.ThirdParty.ClientId}&request_uri={Uri.EscapeDataString(pushed["request_uri"]!)}");

        Answer page = await person.GetAsync((await person.GetAsync(address)).Location);
        Answer answer = await person.GetAsync((await person.SubmitAsync(page)).Location);

        (await RedeemAsync(answer.Parameter("code")!, request)).AssertSuccess();
    }

    // ASVS 5 V3.
    [Fact]
    public async Task A_consent_without_the_anti_forgery_token_is_refused()
    {
        using Browser person = await LogInWithoutConsentAsync();
        Answer page = await AskedAsync(person, new AuthorizationRequest(Registered.ThirdParty, "openid orders:read"));
        (Uri action, Dictionary<string, string> fields) = Browser.Form(page);

        Answer forged = await person.PostAsync(action, fields.Where(field => !field.Key.Contains("RequestVerificationToken", StringComparison.Ordinal)));

        Assert.Equal(HttpStatusCode.BadRequest, forged.Status);
        await AskedAsync(person, new AuthorizationRequest(Registered.ThirdParty, "openid orders:read"));
    }

    // What came of the consent ends with it: tokens, those that they were exchanged for, and codes.
    [Fact]
    public async Task Withdrawing_it_ends_what_came_of_it()
    {
        using Browser person = await LogInWithoutConsentAsync();
        Answer tokens = await TokensAsync(person, Registered.ThirdParty);
        string exchanged = await ExchangeAsync(tokens["access_token"]);
        string handedOn = await ExchangeAsync(exchanged);
        (string code, AuthorizationRequest request) = await CodeAsync(person, Registered.ThirdParty);
        Answer ofFirstParty = await TokensAsync(person, Registered.Web);

        await WithdrawAsync(person);

        await AssertActiveAsync(tokens["access_token"], expected: false);
        await AssertActiveAsync(exchanged, expected: false);
        await AssertActiveAsync(handedOn, expected: false);
        (await RefreshAsync(Registered.ThirdParty, tokens["refresh_token"])).AssertError("invalid_grant");
        (await RedeemAsync(code, request)).AssertError("invalid_grant");
        await AskedAsync(person, new AuthorizationRequest(Registered.ThirdParty, "openid"));
        await AssertActiveAsync(ofFirstParty["access_token"]);
    }

    // The third party's page is this server's: no framing, no script, nothing told to others.
    [Fact]
    public async Task The_page_allows_no_framing_no_inline_script_and_no_referrer()
    {
        using Browser person = await LogInWithoutConsentAsync();

        Answer page = await AskedAsync(person, new AuthorizationRequest(Registered.ThirdParty, "openid orders:read"));

        string policy = string.Join(' ', page.Headers.GetValues("Content-Security-Policy"));
        Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe-inline", policy, StringComparison.Ordinal);
        Assert.Equal(["no-referrer"], page.Headers.GetValues("Referrer-Policy"));
        page.AssertNotStored();
    }

    private static async Task<Answer> AskedAsync(Browser person, AuthorizationRequest request)
    {
        Answer answer = await person.SendAsync(request);
        Assert.Equal("/consent", answer.Location.AbsolutePath);
        return (await person.GetAsync(answer.Location)).AssertSuccess();
    }

    private void AssertRefused(Answer answer, string error)
    {
        Assert.StartsWith(Callback, answer.Location.AbsoluteUri, StringComparison.Ordinal);
        Assert.Equal(error, answer.Parameter("error"));
        Assert.Equal("the state", answer.Parameter("state"));
        Assert.Equal(Server.Issuer.GetLeftPart(UriPartial.Authority), answer.Parameter("iss"));
        Assert.Null(answer.Parameter("code"));
    }

    private async Task<string> ExchangeAsync(string? subject) => (await PostAsync(
        Token, Registered.Delegate, ("grant_type", Exchange), ("subject_token", subject),
        ("subject_token_type", "urn:ietf:params:oauth:token-type:access_token"))).AssertSuccess()["access_token"]!;

    private async Task<Browser> LogInWithoutConsentAsync(string person = "alice")
    {
        Browser browser = await LogInAsync(person);
        await WithdrawAsync(browser);
        return browser;
    }

    // Presses every button of the page that shows what was allowed.
    private async Task WithdrawAsync(Browser person)
    {
        Answer page = await person.GetAsync(At("/consents"));
        while (page.Body.Contains("<form", StringComparison.Ordinal))
        {
            page = await person.GetAsync((await person.SubmitAsync(page)).Location);
        }
    }
}
