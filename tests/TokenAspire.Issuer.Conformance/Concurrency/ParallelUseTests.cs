using System.Net;
using TokenAspire.Issuer.Conformance.Server;

namespace TokenAspire.Issuer.Conformance.Concurrency;

/// <summary>Fifty uses at once of what can be used once, over all replicas.</summary>
public abstract class ParallelUseTests(IServerUnderTest server) : DeviceClauses(server)
{
    private const int Uses = 50;

    // RFC 6749 4.1.2, RFC 9700 4.5: one success; the other forty-nine take back what it was given.
    [Fact]
    public async Task Of_fifty_redemptions_of_one_code_one_succeeds_and_loses_its_tokens()
    {
        using Browser browser = await LogInAsync();
        (string code, AuthorizationRequest request) = await CodeAsync(browser, Registered.Web);

        Answer[] answers = await AtOnceAsync(turn => PostAsync(At("/connect/token", turn), Registered.Web, request.Redemption(code)));

        Answer success = Assert.Single(answers, answer => answer.Status is HttpStatusCode.OK);
        Assert.All(answers.Where(answer => answer != success), answer => answer.AssertError("invalid_grant"));
        await AssertActiveAsync(success["access_token"], expected: false);
        (await RefreshAsync(Registered.Web, success["refresh_token"])).AssertError("invalid_grant");
    }

    // RFC 9700 4.14.2: as if the client had retried forty-nine times: one chain, and it goes on.
    [Fact]
    public async Task Fifty_uses_of_one_refresh_token_end_in_one_chain()
    {
        using Browser browser = await LogInAsync();
        string token = (await TokensAsync(browser, Registered.Web))["refresh_token"]!;

        Answer[] answers = await AtOnceAsync(turn => PostAsync(
            At("/connect/token", turn), Registered.Web, ("grant_type", "refresh_token"), ("refresh_token", token)));

        Assert.All(answers, answer => answer.AssertSuccess());
        string successor = Assert.Single(answers.Select(answer => answer["refresh_token"]!).Distinct(StringComparer.Ordinal));
        Assert.Single(answers.Select(answer => new Jwt(answer["access_token"]!)["jti"]).Distinct(StringComparer.Ordinal));
        (await RefreshAsync(Registered.Web, successor)).AssertSuccess();
    }

    // RFC 9700 4.14.2: the thief and the client at once, long after: nobody goes on.
    [Fact]
    public async Task Fifty_replays_after_the_grace_window_leave_no_chain()
    {
        using Browser browser = await LogInAsync();
        string token = (await TokensAsync(browser, Registered.Web))["refresh_token"]!;
        string successor = (await RefreshAsync(Registered.Web, token)).AssertSuccess()["refresh_token"]!;
        Server.Advance(TimeSpan.FromSeconds(11));

        Answer[] answers = await AtOnceAsync(turn => PostAsync(
            At("/connect/token", turn), Registered.Web, ("grant_type", "refresh_token"), ("refresh_token", token)));

        Assert.All(answers, answer => answer.AssertError("invalid_grant"));
        (await RefreshAsync(Registered.Web, successor)).AssertError("invalid_grant");
    }

    // RFC 8628 3.4: as of any other code.
    [Fact]
    public async Task Of_fifty_uses_of_one_device_code_one_succeeds_and_loses_its_tokens()
    {
        using Browser person = await LogInAsync();
        Answer asked = await AskAsync(Registered.Native);
        await ApproveAsync(person, asked);

        Answer[] answers = await AtOnceAsync(turn => PollAsync(asked, turn: turn));

        Answer success = Assert.Single(answers, answer => answer.Status is HttpStatusCode.OK);
        Assert.All(answers.Where(answer => answer != success), answer => answer.AssertError("invalid_grant"));
        await AssertActiveAsync(success["access_token"], expected: false);
        (await RefreshAsync(Registered.Native, success["refresh_token"])).AssertError("invalid_grant");
    }

    // RFC 8628 3.3: however often the button is pressed.
    [Fact]
    public async Task Of_approvals_of_one_user_code_at_once_one_counts()
    {
        Answer asked = await AskAsync(Registered.Native);
        using Browser person = await LogInAsync("bob");
        Answer page = await OpenAsync(person, asked);

        Answer[] answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => person.SubmitAsync(page), Cancel)));

        Assert.Single(answers, answer => answer.Status is HttpStatusCode.OK && !answer.Body.Contains("<form", StringComparison.Ordinal));
        (await PollAsync(asked)).AssertSuccess();
    }

    private static Task<Answer[]> AtOnceAsync(Func<int, Task<Answer>> use) => Task.WhenAll(Enumerable.Range(0, Uses).Select(turn => Task.Run(() => use(turn), Cancel)));
}
