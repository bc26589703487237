using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Primitives;
using Microsoft.Playwright;
using TokenAspire.Issuer.Tests.Support;

namespace TokenAspire.Issuer.Tests.Passkeys;

/// <summary>Passkeys in a real Chromium, with the virtual authenticator of its developer tools.</summary>
public sealed class PasskeyTests(PasskeyTests.Host host) : IClassFixture<PasskeyTests.Host>, IAsyncLifetime
{
    private readonly List<string> _complaints = [];
    private IBrowserContext _context = null!;
    private IPage _page = null!;
    private ICDPSession _tools = null!;
    private string _userName = "";

    private string LoginUrl => host.Url + "/login/passkey?returnUrl=%2Fsessions";

    public async ValueTask InitializeAsync()
    {
        Assertions.SetDefaultExpectTimeout(30_000);
        Guid subject = await Grant.CreateSubjectAsync(host);
        _userName = (await host.QueryAsync<string>("select user_name from users where id = $1", subject)).Single();
        _context = await host.Browser.NewContextAsync();
        _page = await _context.NewPageAsync();
        _page.PageError += (_, error) => _complaints.Add(error);
        _page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning")
            {
                _complaints.Add(message.Text);
            }
        };
        _tools = await _page.Context.NewCDPSessionAsync(_page);
        await _tools.SendAsync("WebAuthn.enable");
    }

    public async ValueTask DisposeAsync()
    {
        await _context.DisposeAsync();
    }

    [Fact]
    public async Task A_passkey_is_added_and_logs_its_owner_in()
    {
        await AddAuthenticatorAsync();
        await RegisterAsync();
        await LogOutAsync();

        await LogInWithPasskeyAsync();

        await Assertions.Expect(_page).ToHaveURLAsync(host.Url + "/sessions");
        await Assertions.Expect(_page.GetByText("this session", new() { Exact = true })).ToBeVisibleAsync();
        Assert.Equal([true], await host.QueryAsync<bool>(
            "select is_user_verified and sign_count > 1 from user_passkeys join users on user_id = id where user_name = $1", _userName));
        Assert.Empty(_complaints);
    }

    [Fact]
    public async Task An_answer_is_good_for_one_login()
    {
        await AddAuthenticatorAsync();
        await RegisterAsync();
        await LogOutAsync();
        string? sent = null;
        _page.Request += (_, request) => sent = request.Method == "POST" ? request.PostData : sent;
        await LogInWithPasskeyAsync();
        await Assertions.Expect(_page).ToHaveURLAsync(host.Url + "/sessions");

        // As an authenticator without a counter would be met: only the challenge tells the copy from the first.
        await host.QueryAsync<Guid>("update user_passkeys set sign_count = 0 where user_id = (select id from users where user_name = $1) returning user_id", _userName);
        IAPIResponse replay = await _page.APIRequest.PostAsync(host.Url + "/login/passkey", new()
        {
            Data = sent,
            Headers = [new("Content-Type", "application/x-www-form-urlencoded")],
            MaxRedirects = 0,
            IgnoreHTTPSErrors = true,
        });

        Assert.Equal(200, replay.Status);
        Assert.Contains("That did not work", await replay.TextAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_copied_authenticator_is_found_out_by_its_counter()
    {
        await AddAuthenticatorAsync();
        await RegisterAsync();
        await LogOutAsync();
        await host.QueryAsync<Guid>("update user_passkeys set sign_count = 1000 where user_id = (select id from users where user_name = $1) returning user_id", _userName);

        await LogInWithPasskeyAsync();

        await Assertions.Expect(_page.GetByText("That did not work")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_removed_passkey_and_a_closed_account_log_nobody_in()
    {
        await AddAuthenticatorAsync();
        await RegisterAsync();
        await host.QueryAsync<Guid>("update users set disabled_at = $2 where user_name = $1 returning id", _userName, host.Time.GetUtcNow());
        await LogInWithPasskeyAsync();
        await Assertions.Expect(_page.GetByText("That did not work")).ToBeVisibleAsync();
        await host.QueryAsync<Guid>("update users set disabled_at = null where user_name = $1 returning id", _userName);

        await LogInWithPasswordAsync("%2Fsessions%2Fpasskeys");
        await _page.GetByRole(AriaRole.Button, new() { Name = "Remove" }).ClickAsync();
        await Assertions.Expect(_page.GetByRole(AriaRole.Status)).ToContainTextAsync("Removed");
        await LogOutAsync();
        await LogInWithPasskeyAsync();

        await Assertions.Expect(_page.GetByText("That did not work")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task An_authenticator_that_did_not_verify_its_owner_is_no_use()
    {
        await AddAuthenticatorAsync(verifiesUser: false);
        await LogInWithPasswordAsync("%2Fsessions%2Fpasskeys");

        await _page.GetByRole(AriaRole.Button, new() { Name = "Add a passkey" }).ClickAsync();

        await Assertions.Expect(_page.GetByText("No passkey was added.")).ToBeVisibleAsync();
        Assert.Empty(await host.QueryAsync<Guid>("select user_id from user_passkeys join users on user_id = id where user_name = $1", _userName));
    }

    // A script that knows the page sends what it likes; Postgres has no NUL in a text.
    [Theory]
    [InlineData("""["usb\u0000"]""")]
    [InlineData("""["internal", ""]""")]
    public async Task Transports_that_no_browser_names_are_refused(string transports)
    {
        await AddAuthenticatorAsync();
        await LogInWithPasswordAsync("%2Fsessions%2Fpasskeys");
        await ForgeAsync("**/sessions/passkeys", credential => credential["response"]!["transports"] = JsonNode.Parse(transports));

        await _page.GetByRole(AriaRole.Button, new() { Name = "Add a passkey" }).ClickAsync();

        await Assertions.Expect(_page.GetByRole(AriaRole.Status)).ToContainTextAsync("could not be added");
    }

    [Theory]
    [InlineData("AA")] // one byte: NUL
    [InlineData("bm9ib2R5")] // no account's identifier
    public async Task A_user_handle_that_is_nobodys_logs_nobody_in(string userHandle)
    {
        await AddAuthenticatorAsync();
        await RegisterAsync();
        await LogOutAsync();
        await ForgeAsync("**/login/passkey*", credential => credential["response"]!["userHandle"] = userHandle);

        await LogInWithPasskeyAsync();

        await Assertions.Expect(_page.GetByText("That did not work")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Passkeys_are_changed_only_soon_after_a_login()
    {
        await LogInWithPasswordAsync("%2Fsessions");
        host.Time.Advance(TimeSpan.FromMinutes(11));

        await _page.GotoAsync(host.Url + "/sessions/passkeys");

        await Assertions.Expect(_page).ToHaveURLAsync(host.Url + "/login?returnUrl=%2Fsessions%2Fpasskeys");
    }

    // Changes what the authenticator answered on its way to the issuer.
    private async Task ForgeAsync(string address, Action<JsonNode> change) => await _page.RouteAsync(address, async route =>
    {
        if (route.Request.Method != "POST")
        {
            await route.ContinueAsync();
            return;
        }

        Dictionary<string, StringValues> form = QueryHelpers.ParseQuery(route.Request.PostData);
        JsonNode credential = JsonNode.Parse(form["credential"].ToString())!;
        change(credential);
        form["credential"] = credential.ToJsonString();
        await route.ContinueAsync(new() { PostData = Encoding.UTF8.GetBytes(QueryHelpers.AddQueryString("", form)[1..]) });
    });

    private async Task AddAuthenticatorAsync(bool verifiesUser = true) => await _tools.SendAsync("WebAuthn.addVirtualAuthenticator", new()
    {
        ["options"] = new
        {
            protocol = "ctap2",
            transport = "internal",
            hasResidentKey = true,
            hasUserVerification = true,
            isUserVerified = verifiesUser,
            automaticPresenceSimulation = true,
        },
    });

    private async Task RegisterAsync()
    {
        await LogInWithPasswordAsync("%2Fsessions%2Fpasskeys");
        await _page.GetByRole(AriaRole.Button, new() { Name = "Add a passkey" }).ClickAsync();
        await Assertions.Expect(_page.GetByRole(AriaRole.Status)).ToContainTextAsync("Added");
    }

    private async Task LogInWithPasswordAsync(string returnUrl)
    {
        await _page.GotoAsync(host.Url + "/login?returnUrl=" + returnUrl);
        await _page.GetByLabel("User name").FillAsync(_userName);
        await _page.GetByLabel("Password").FillAsync(IssuerHost.DevelopmentPassword);
        await _page.GetByRole(AriaRole.Button, new() { Name = "Log in", Exact = true }).ClickAsync();
    }

    private async Task LogInWithPasskeyAsync()
    {
        await _page.GotoAsync(LoginUrl);
        await _page.GetByRole(AriaRole.Button, new() { Name = "Use a passkey" }).ClickAsync();
    }

    private Task LogOutAsync() => _page.Context.ClearCookiesAsync();

    /// <summary>An issuer on a socket and one Chromium; each test has a profile of its own in it.</summary>
    public sealed class Host(Stores stores) : ListeningIssuer(stores)
    {
        private IPlaywright? _playwright;

        public IBrowser Browser { get; private set; } = null!;

        public override async ValueTask InitializeAsync()
        {
            await base.InitializeAsync();
            _playwright = await Playwright.CreateAsync();
            Browser = await Chromium.LaunchAsync(_playwright, new Uri(Url));
        }

        public override async ValueTask DisposeAsync()
        {
            await Browser.DisposeAsync();
            _playwright?.Dispose();
            await base.DisposeAsync();
        }
    }
}
