using System.Net;
using System.Net.Http.Headers;
using TokenAspire.Issuer.Conformance.Server;

namespace TokenAspire.Issuer.Conformance.Endpoints;

/// <summary>A person's own sessions, for applications (<c>/account/sessions</c>; RFC 6750, RFC 9068 4).</summary>
public abstract class PersonalSessionTests(IServerUnderTest server) : Clauses(server)
{
    private Uri Sessions => At("/account/sessions");

    [Fact]
    public async Task It_lists_the_persons_sessions_and_names_the_one_that_asks()
    {
        using Browser there = OpenBrowser();
        using Browser here = OpenBrowser();
        string other = Sid(await TokensOfAsync(there, "carol"));
        Answer tokens = await TokensOfAsync(here, "carol");

        Answer answer = (await GetAsync(Sessions, tokens["access_token"])).AssertSuccess().AssertNotStored();

        Dictionary<string, bool> current = answer.Json.EnumerateArray().ToDictionary(
            session => session.GetProperty("sid").GetString()!, session => session.GetProperty("current").GetBoolean(), StringComparer.Ordinal);
        Assert.Equal(Sid(tokens), Assert.Single(current, session => session.Value).Key);
        Assert.Contains(other, current);
    }

    [Fact]
    public async Task Ending_a_session_ends_all_that_was_granted_in_it()
    {
        using Browser there = OpenBrowser();
        using Browser here = OpenBrowser();
        Answer granted = await TokensOfAsync(there, "carol");
        Answer tokens = await TokensOfAsync(here, "carol");

        Answer ended = await EndAsync(Sid(granted), tokens);

        Assert.Equal(HttpStatusCode.NoContent, ended.Status);
        await AssertActiveAsync(granted["access_token"], expected: false);
        await AssertActiveAsync(tokens["access_token"]);
        Assert.Equal("invalid_grant", (await RefreshAsync(Registered.Account, granted["refresh_token"]))["error"]);
        Answer refused = await GetAsync(Sessions, granted["access_token"]);
        Assert.Equal(HttpStatusCode.Unauthorized, refused.Status);
        Assert.Equal("revoked_session", refused["reason"]);
        Assert.Contains("invalid_token", refused.Headers.WwwAuthenticate.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_session_of_another_person_is_not_found_and_goes_on()
    {
        using Browser victim = OpenBrowser();
        using Browser stranger = OpenBrowser();
        Answer granted = await TokensOfAsync(victim, "bob");

        Answer answer = await EndAsync(Sid(granted), await TokensOfAsync(stranger, "carol"));

        Assert.Equal(HttpStatusCode.NotFound, answer.Status);
        await AssertActiveAsync(granted["access_token"]);
    }

    // RFC 6750 3.1, RFC 9068 4: the token is for this resource, has the scope, and is a person's.
    [Fact]
    public async Task Only_a_persons_token_with_the_scope_opens_it()
    {
        using Browser browser = await LogInAsync();
        Answer forOthers = await TokensAsync(browser, Registered.Web);
        Answer ofClient = (await ClientCredentialsAsync(Registered.Account, "sessions")).AssertSuccess();

        Assert.Equal(HttpStatusCode.Unauthorized, (await GetAsync(Sessions)).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await GetAsync(Sessions, forOthers["access_token"])).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await GetAsync(Sessions, forOthers["id_token"])).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await GetAsync(Sessions, ofClient["access_token"])).Status);
    }

    private static string Sid(Answer tokens) => new Jwt(tokens["access_token"]!)["sid"]!;

    private async Task<Answer> TokensOfAsync(Browser browser, string person)
    {
        AuthorizationRequest request = new(Registered.Account, "openid offline_access sessions");
        Answer answer = await browser.AuthorizeAsync(request, person);
        return (await RedeemAsync(answer.Parameter("code")!, request)).AssertSuccess();
    }

    private Task<Answer> EndAsync(string sid, Answer tokens)
    {
        HttpRequestMessage request = new(HttpMethod.Delete, new Uri(Sessions + "/" + sid));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", tokens["access_token"]);
        return SendAsync(request);
    }
}
