using System.Net;

namespace TokenAspire.ResourceServer.Tests;

/// <summary>One issuer and one resource for all forgeries: none of them may change either.</summary>
public sealed class ForgeryTarget(RevocationStore store) : IAsyncLifetime
{
    internal TestIssuer Issuer { get; private set; } = null!;

    internal TestResource Resource { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Issuer = await TestIssuer.StartAsync();
        Resource = await TestResource.StartReadyAsync(Issuer, store);
    }

    public async ValueTask DisposeAsync()
    {
        await Resource.DisposeAsync();
        await Issuer.DisposeAsync();
    }
}

public sealed class ForgeryTests(ForgeryTarget target) : IClassFixture<ForgeryTarget>
{
    private const string Accepted = "tokenaspire.verification.results{outcome=accepted}";

    public static TheoryData<string> Forgeries => [.. ForgedTokens.All.Keys];

    [Theory]
    [MemberData(nameof(Forgeries))]
    public async Task A_forged_token_is_refused_counted_and_never_echoed(string forgery)
    {
        (string reason, Func<TestIssuer, string> forge) = ForgedTokens.All[forgery];
        string token = forge(target.Issuer);
        int refusals = target.Resource.Measurements.Refusals(reason);
        int accepted = target.Resource.Measurements.Count(Accepted);

        Answer answer = await target.Resource.GetAsync("/orders", token);

        Assert.Equal(reason, answer.Reason);
        Assert.Equal(HttpStatusCode.Unauthorized, answer.Status);
        Assert.StartsWith($"Bearer error=\"invalid_token\", error_description=\"The token was refused: {reason}\"", answer.Challenge, StringComparison.Ordinal);
        Assert.Equal("application/problem+json", answer.ContentType);
        Assert.Equal(refusals + 1, target.Resource.Measurements.Refusals(reason));
        Assert.Equal(accepted, target.Resource.Measurements.Count(Accepted));
        Assert.True(token.Length == 0 || !answer.Body.Contains(token, StringComparison.Ordinal));
    }
}
