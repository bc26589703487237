using System.Net;
using System.Text.Json;
using TokenAspire.Issuer.Tests.Support;

namespace TokenAspire.Issuer.Tests.Sessions;

public sealed class SessionsPageTests(IssuerHost host) : IClassFixture<IssuerHost>
{
    private const string Firefox = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_person_who_is_not_logged_in_logs_in_first_and_comes_back()
    {
        Browser browser = new(host.CreateBrowser());
        using HttpResponseMessage page = await browser.Http.GetAsync("/sessions", Cancel);
        Assert.Equal("/login?returnUrl=%2Fsessions", page.Headers.Location!.ToString());

        using HttpResponseMessage login = await browser.PostLoginAsync("/login?returnUrl=%2Fsessions", "alice", IssuerHost.DevelopmentPassword);

        Assert.Equal(HttpStatusCode.SeeOther, login.StatusCode);
        Assert.Equal("/sessions", login.Headers.Location!.ToString());
        Assert.Equal(HttpStatusCode.OK, (await browser.Http.GetAsync("/sessions", Cancel)).StatusCode);
    }

    [Fact]
    public async Task The_page_shows_device_and_applications_and_which_session_is_this_one()
    {
        Browser person = await LogInAsync("bob", Firefox);
        await person.RedeemAsync(await person.AuthorizeAsync());

        using HttpResponseMessage response = await person.Http.GetAsync("/sessions", Cancel);
        string page = await response.Content.ReadAsStringAsync(Cancel);

        Assert.Contains("Firefox on Windows", page, StringComparison.Ordinal);
        Assert.Contains("TokenAspire command line", page, StringComparison.Ordinal);
        Assert.Contains("this session", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", page, StringComparison.OrdinalIgnoreCase);
        string policy = Assert.Single(response.Headers.GetValues("Content-Security-Policy"));
        Assert.Equal("default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'", policy);
        Assert.Equal("no-cache, no-store", response.Headers.CacheControl!.ToString().Replace("no-store, no-cache", "no-cache, no-store", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Ending_a_session_takes_its_cookie_its_refresh_tokens_and_its_access_tokens()
    {
        Browser stolen = await LogInAsync("carol", Firefox);
        JsonElement tokens = await stolen.RedeemAsync(await stolen.AuthorizeAsync());
        string accessToken = tokens.GetProperty("access_token").GetString()!;
        Assert.True((await stolen.IntrospectAsync(accessToken)).GetProperty("active").GetBoolean());
        string sid = await NewestSessionAsync("carol");
        Browser owner = await LogInAsync("carol", userAgent: null);

        using HttpResponseMessage ended = await owner.PostFormAsync("/sessions", "/sessions", new() { ["sid"] = sid });

        Assert.Equal(HttpStatusCode.SeeOther, ended.StatusCode);
        Assert.Equal("/sessions?notice=ended", ended.Headers.Location!.ToString());
        Assert.Equal("invalid_grant", (await stolen.RefreshAsync(tokens.GetProperty("refresh_token").GetString()!)).GetProperty("error").GetString());
        Assert.False((await owner.IntrospectAsync(accessToken)).GetProperty("active").GetBoolean());
        Assert.Equal(HttpStatusCode.Redirect, (await stolen.Http.GetAsync("/sessions", Cancel)).StatusCode);
        Assert.Equal(["sid"], await host.QueryAsync<string>("select kind from revocation_journal where value = $1 and published_at is not null", sid));
        Assert.Equal(HttpStatusCode.OK, (await owner.Http.GetAsync("/sessions", Cancel)).StatusCode);
    }

    [Fact]
    public async Task Ending_all_others_leaves_the_session_that_asked()
    {
        string name = await NewPersonAsync();
        Browser[] others = [await LogInAsync(name, Firefox), await LogInAsync(name, Firefox)];
        Browser owner = await LogInAsync(name, userAgent: null);

        using HttpResponseMessage ended = await owner.PostFormAsync("/sessions", "/sessions?handler=Others", []);

        Assert.Equal("/sessions?notice=ended", ended.Headers.Location!.ToString());
        foreach (Browser other in others)
        {
            Assert.Equal(HttpStatusCode.Redirect, (await other.Http.GetAsync("/sessions", Cancel)).StatusCode);
        }

        string page = await owner.Http.GetStringAsync("/sessions?notice=ended", Cancel);
        Assert.Contains("role=\"status\"", page, StringComparison.Ordinal);
        Assert.DoesNotContain("End this session", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_ends_the_session_of_another_person()
    {
        string victim = await NewPersonAsync();
        Browser person = await LogInAsync(victim, Firefox);
        string sid = await NewestSessionAsync(victim);
        Browser stranger = await LogInAsync(await NewPersonAsync(), userAgent: null);

        using HttpResponseMessage answer = await stranger.PostFormAsync("/sessions", "/sessions", new() { ["sid"] = sid });

        Assert.Equal("/sessions?notice=gone", answer.Headers.Location!.ToString());
        Assert.Equal(HttpStatusCode.OK, (await person.Http.GetAsync("/sessions", Cancel)).StatusCode);
    }

    [Theory]
    [InlineData("/sessions")]
    [InlineData("/sessions?handler=Others")]
    public async Task A_form_without_the_anti_forgery_token_is_refused(string action)
    {
        Browser person = await LogInAsync(await NewPersonAsync(), Firefox);
        using FormUrlEncodedContent form = new(new Dictionary<string, string>(StringComparer.Ordinal) { ["sid"] = Guid.NewGuid().ToString() });

        Assert.Equal(HttpStatusCode.BadRequest, (await person.Http.PostAsync(action, form, Cancel)).StatusCode);
    }

    [Theory]
    [InlineData("no uuid")]
    [InlineData("")]
    public async Task A_session_that_cannot_be_is_answered_as_one_that_is_gone(string sid)
    {
        Browser person = await LogInAsync(await NewPersonAsync(), Firefox);

        using HttpResponseMessage answer = await person.PostFormAsync("/sessions?notice=%00<script>", "/sessions", new() { ["sid"] = sid });

        Assert.Equal("/sessions?notice=gone", answer.Headers.Location!.ToString());
    }

    [Fact]
    public async Task A_form_that_is_no_text_is_refused()
    {
        Browser person = await LogInAsync(await NewPersonAsync(), Firefox);

        using HttpResponseMessage answer = await person.PostFormAsync("/sessions", "/sessions", new() { ["sid"] = "\0" });

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    private async Task<Browser> LogInAsync(string userName, string? userAgent)
    {
        Browser browser = new(host.CreateBrowser());
        browser.Http.DefaultRequestHeaders.TryAddWithoutValidation("User-Agent", userAgent);
        using HttpResponseMessage response = await browser.LogInAsync(userName, IssuerHost.DevelopmentPassword);
        Assert.Equal(HttpStatusCode.SeeOther, response.StatusCode);
        return browser;
    }

    private async Task<string> NewPersonAsync()
    {
        Guid id = await Grant.CreateSubjectAsync(host);
        return (await host.QueryAsync<string>("select user_name from users where id = $1", id)).Single();
    }

    private async Task<string> NewestSessionAsync(string userName) => (await host.QueryAsync<Guid>(
        "select session_id from sessions join users on subject_id = id where user_name = $1 order by created_at desc limit 1", userName)).First().ToString();
}
