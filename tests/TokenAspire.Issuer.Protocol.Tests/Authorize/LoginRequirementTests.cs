using TokenAspire.Issuer.Contracts.Subjects;
using TokenAspire.Issuer.Protocol.Authorize;
using TokenAspire.Issuer.Protocol.Tests.Hosting;

namespace TokenAspire.Issuer.Protocol.Tests.Authorize;

public sealed class LoginRequirementTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Nobody_has_to_log_in() => Assert.True(LoginRequirement.IsUnmet(Request(), null, Now));

    [Fact]
    public void A_session_is_enough_for_an_ordinary_request() => Assert.False(Unmet(Request(), loggedInAgo: 3600));

    [Fact]
    public void Prompt_login_asks_even_somebody_who_just_logged_in() =>
        Assert.True(Unmet(Request() with { Prompt = Prompt.Login }, loggedInAgo: 0));

    [Fact]
    public void Prompt_login_is_met_by_a_login_after_the_request_was_first_made() =>
        Assert.False(Unmet(Request() with { Prompt = Prompt.Login, LoginRequestedAt = Now.AddSeconds(-20) }, loggedInAgo: 5));

    [Fact]
    public void Prompt_login_is_not_met_by_coming_back_without_a_login() =>
        Assert.True(Unmet(Request() with { Prompt = Prompt.Login, LoginRequestedAt = Now.AddSeconds(-20) }, loggedInAgo: 60));

    [Theory]
    [InlineData(-3600)]
    [InlineData(3600)]
    public void A_return_URL_of_another_time_counts_for_nothing(int requestedAt) =>
        Assert.True(Unmet(Request() with { Prompt = Prompt.Login, LoginRequestedAt = Now.AddSeconds(requestedAt) }, loggedInAgo: 5));

    [Theory]
    [InlineData(60, 59, false)]
    [InlineData(60, 60, false)]
    [InlineData(60, 61, true)]
    [InlineData(0, 1, true)]
    public void Max_age_bounds_the_age_of_the_login(int maxAge, int loggedInAgo, bool unmet) =>
        Assert.Equal(unmet, Unmet(Request() with { MaxAge = TimeSpan.FromSeconds(maxAge) }, loggedInAgo));

    [Fact]
    public void Max_age_zero_asks_once_and_does_not_loop() =>
        Assert.False(Unmet(Request() with { MaxAge = TimeSpan.Zero, LoginRequestedAt = Now.AddSeconds(-20) }, loggedInAgo: 5));

    private static bool Unmet(AuthorizeRequest request, int loggedInAgo) =>
        LoginRequirement.IsUnmet(request, new AuthenticatedSubject("sub", "sid", Now.AddSeconds(-loggedInAgo)), Now);

    private static AuthorizeRequest Request() => new()
    {
        Client = InMemoryRegistrations.Client("web"), Target = new RedirectTarget("https://client.example/callback", null), Scopes = ["openid"], CodeChallenge = "c",
    };
}
