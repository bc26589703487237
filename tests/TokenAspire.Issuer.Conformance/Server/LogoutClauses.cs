namespace TokenAspire.Issuer.Conformance.Server;

/// <summary>What clauses about logging out use: sessions of their own, and requests to end them.</summary>
public abstract class LogoutClauses(IServerUnderTest server) : Clauses(server)
{
    /// <summary>Where <see cref="Registered.Web"/> wants people to go afterwards.</summary>
    protected const string Goodbye = "https://client.example/goodbye";

    /// <summary>A logout request.</summary>
    protected Uri EndSession(params (string Name, string? Value)[] parameters) => At(
        "/connect/endsession?" + string.Join('&', parameters.Select(parameter => $"{parameter.Name}={Uri.EscapeDataString(parameter.Value!)}")));

    /// <summary>A browser with a session that no other test has.</summary>
    protected async Task<Browser> LogInAfreshAsync(string person = "alice")
    {
        Browser browser = OpenBrowser();
        await browser.AuthorizeAsync(new AuthorizationRequest(Registered.Native, "openid"), person);
        return browser;
    }

    protected static async Task<bool> IsLoggedInAsync(Browser browser) =>
        (await browser.SendAsync(new AuthorizationRequest(Registered.Native, "openid") { ["prompt"] = "none" })).Parameter("code") is not null;

    /// <summary>The page that asks whether to log out.</summary>
    protected async Task<Answer> AskedAsync(Browser browser, params (string Name, string? Value)[] parameters)
    {
        Answer answer = await browser.GetAsync(EndSession(parameters));
        Assert.Equal(Server.Issuer.Authority, answer.Location.Authority);
        Answer page = (await browser.GetAsync(answer.Location)).AssertSuccess();
        Assert.Contains("<form", page.Body, StringComparison.Ordinal);
        return page;
    }
}
