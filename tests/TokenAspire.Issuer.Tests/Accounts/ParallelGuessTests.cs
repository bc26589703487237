using System.Net;
using TokenAspire.Issuer.Tests.Support;

namespace TokenAspire.Issuer.Tests.Accounts;

/// <summary>Guesses at the same time: the limit of failures holds for those under way too, and stops nobody who is right.</summary>
public sealed class ParallelGuessTests(ParallelGuessTests.Host host) : IClassFixture<ParallelGuessTests.Host>
{
    private const int Limit = 3;
    private const int Guesses = 24;

    [Fact]
    public async Task Of_passwords_guessed_at_once_only_as_many_are_looked_at_as_may_fail()
    {
        Browser browser = new(host.CreateBrowser());
        string page = "/login?returnUrl=" + Uri.EscapeDataString(Browser.AuthorizeUrl());
        (await browser.Http.GetAsync(page, TestContext.Current.CancellationToken)).Dispose(); // the cookie that all forms go with

        HttpStatusCode[] answers = await AtOnceAsync(guess => browser.PostLoginAsync(page, $"nobody{guess}", "wrong"));

        Assert.Equal(Limit, answers.Count(status => status is HttpStatusCode.OK));
        Assert.Equal(Guesses - Limit, answers.Count(status => status is HttpStatusCode.TooManyRequests));
    }

    [Fact]
    public async Task Of_secrets_guessed_at_once_only_as_many_are_looked_at_as_may_fail()
    {
        Browser browser = new(host.CreateBrowser());

        HttpStatusCode[] answers = await AtOnceAsync(_ => OpsAsync(browser, "wrong"));

        Assert.Equal(Limit, answers.Count(status => status is HttpStatusCode.Unauthorized));
        Assert.Equal(Guesses - Limit, answers.Count(status => status is HttpStatusCode.TooManyRequests));
    }

    private static async Task<HttpStatusCode[]> AtOnceAsync(Func<int, Task<HttpResponseMessage>> send) =>
        await Task.WhenAll(Enumerable.Range(0, Guesses).Select(guess => Task.Run(async () =>
        {
            using HttpResponseMessage response = await send(guess);
            return response.StatusCode;
        })));

    private static Task<HttpResponseMessage> OpsAsync(Browser browser, string secret) => browser.PostAsync("/connect/token", new(StringComparer.Ordinal)
    {
        ["grant_type"] = "client_credentials", ["client_id"] = "ops", ["client_secret"] = secret,
    });

    /// <summary>An issuer with low limits.</summary>
    public sealed class Host : IssuerHost
    {
        public Host(Stores stores)
            : base(stores)
        {
            Settings["Issuer:LoginLimit:FailuresPerAddress"] = "3";
            Settings["ProtocolEngine:FailedAuthenticationsPerClient"] = "3";
        }
    }
}
