using System.Net;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace TokenAspire.ResourceServer.Tests;

/// <summary>When the issuer cannot be asked, or does not answer this resource server.</summary>
public sealed class IntrospectionOutageTests(RevocationStore store)
{
    private readonly string _token = $"opaque-{Guid.NewGuid():N}";

    [Theory]
    [InlineData(StatusCodes.Status401Unauthorized, "it does not accept this resource server")]
    [InlineData(StatusCodes.Status500InternalServerError, "it answers with 500")]
    public async Task An_issuer_that_does_not_answer_makes_it_503_and_is_logged_once(int status, string problem)
    {
        await using TestIssuer issuer = await TestIssuer.StartAsync();
        await using TestResource resource = await StartAsync(issuer, store);
        issuer.Introspection.Tell(_token, IntrospectionTests.CreateAnswer(issuer));
        issuer.Introspection.Status = status;

        Answer[] answers = [await resource.GetAsync("/orders", _token), await resource.GetAsync("/orders", _token)];

        Assert.All(answers, answer =>
        {
            Assert.Equal((HttpStatusCode.ServiceUnavailable, "keys_unavailable"), (answer.Status, answer.Reason));
            Assert.NotNull(answer.RetryAfter);
        });
        Assert.Single(resource.Log.Errors, line => line.Contains($"answered with 503: {problem}. To mend it: ", StringComparison.Ordinal));
        Assert.DoesNotContain(resource.Log.Lines, line => line.Contains(_token, StringComparison.Ordinal));

        issuer.Introspection.Status = StatusCodes.Status200OK;
        Assert.Equal(HttpStatusCode.OK, (await resource.GetAsync("/orders", _token)).Status);
    }

    [Fact]
    public async Task An_issuer_that_is_silent_is_not_waited_for_longer_than_allowed()
    {
        await using TestIssuer issuer = await TestIssuer.StartAsync();
        await using TestResource resource = await StartAsync(issuer, store, options => options.Introspection.Timeout = TimeSpan.FromMilliseconds(300));
        issuer.Introspection.Gate = new TaskCompletionSource().Task;

        Answer[] answers = await Task.WhenAll(Enumerable.Range(0, 100).Select(index => resource.GetAsync("/orders", $"{_token}-{index}")));

        Assert.All(answers, answer => Assert.Equal("keys_unavailable", answer.Reason));
        Assert.Equal(HttpStatusCode.OK, (await resource.GetAsync("/orders", issuer.CreateToken())).Status);
    }

    [Fact]
    public async Task A_flood_of_made_up_tokens_does_not_become_the_issuers()
    {
        await using TestIssuer issuer = await TestIssuer.StartAsync();
        await using TestResource resource = await StartAsync(issuer, store, options => options.Introspection.Timeout = TimeSpan.FromSeconds(30));
        TaskCompletionSource gate = new(TaskCreationOptions.RunContinuationsAsynchronously);
        issuer.Introspection.Gate = gate.Task;

        Task<Answer>[] asking = [.. Enumerable.Range(0, 100).Select(index => resource.GetAsync("/orders", $"{_token}-{index}"))];
        await TestResource.EventuallyAsync(() => Task.FromResult(issuer.Introspection.Requests >= 64));
        gate.SetResult();

        Assert.All(await Task.WhenAll(asking), answer => Assert.Equal("revoked_token", answer.Reason));
        Assert.Equal(100, issuer.Introspection.Requests);
        Assert.InRange(issuer.Introspection.MostAtOnce, 1, 64);
    }

    [Fact]
    public async Task An_answer_that_is_kept_outlives_a_short_outage()
    {
        await using TestIssuer issuer = await TestIssuer.StartAsync();
        await using TestResource resource = await StartAsync(issuer, store, options => options.Introspection.CacheLifetime = TimeSpan.FromMinutes(1));
        issuer.Introspection.Tell(_token, IntrospectionTests.CreateAnswer(issuer));
        Assert.Equal(HttpStatusCode.OK, (await resource.GetAsync("/orders", _token)).Status);

        issuer.IsAvailable = false;

        Assert.Equal(HttpStatusCode.OK, (await resource.GetAsync("/orders", _token)).Status);
        Assert.Equal("keys_unavailable", (await resource.GetAsync("/orders", "another")).Reason);
    }

    [Fact]
    public async Task Token_and_secret_never_leave_over_http()
    {
        await using TestIssuer issuer = await TestIssuer.StartAsync();
        issuer.Introspection.Endpoint = "http://localhost:1/introspect";
        await using TestResource resource = await StartAsync(issuer, store);

        Assert.Equal("keys_unavailable", (await resource.GetAsync("/orders", _token)).Reason);
        Assert.Single(resource.Log.Errors, line => line.Contains("no https introspection_endpoint", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_opaque_token_that_is_called_bound_and_does_not_say_to_which_key_is_no_bearer_token()
    {
        await using TestIssuer issuer = await TestIssuer.StartAsync();
        await using TestResource resource = await StartAsync(issuer, store);
        JsonObject answer = IntrospectionTests.CreateAnswer(issuer);
        answer["token_type"] = "DPoP";
        issuer.Introspection.Tell(_token, answer);

        Assert.Equal("missing_claim", (await resource.GetAsync("/orders", _token)).Reason);
    }

    [Fact]
    public async Task A_bound_token_takes_its_proof_whichever_way_it_is_decided_about()
    {
        await using TestIssuer issuer = await TestIssuer.StartAsync();
        await using TestResource resource = await StartAsync(issuer, store, options => options.Introspection.Mode = IntrospectionMode.EveryToken);
        TestProofKey key = new();
        string jwt = key.CreateToken(issuer);
        issuer.Introspection.Tell(jwt, IntrospectionTests.CreateAnswer(issuer)); // leaves out the binding
        JsonObject bound = IntrospectionTests.CreateAnswer(issuer);
        bound["token_type"] = "DPoP";
        bound["cnf"] = new JsonObject { ["jkt"] = key.Thumbprint };
        issuer.Introspection.Tell(_token, bound);
        string Proof() => key.CreateProof(_token, resource.UrlOf("/orders"));
        string proof = Proof();

        Assert.Equal("missing_claim", (await resource.GetAsync("/orders", jwt)).Reason);
        Assert.Equal("proof_missing", (await resource.GetAsync("/orders", _token)).Reason);
        Assert.Equal("proof_invalid", (await resource.GetAsync("/orders", "DPoP", _token, new TestProofKey().CreateProof(_token, resource.UrlOf("/orders")))).Reason);
        Assert.Equal(HttpStatusCode.OK, (await resource.GetAsync("/orders", "DPoP", _token, proof)).Status);
        Assert.Equal("proof_replayed", (await resource.GetAsync("/orders", "DPoP", _token, proof)).Reason);
        Assert.Equal(HttpStatusCode.OK, (await resource.GetAsync("/orders", "DPoP", _token, Proof())).Status);
    }

    internal static Task<TestResource> StartAsync(TestIssuer issuer, RevocationStore store, Action<TokenVerificationOptions>? configure = null) =>
        TestResource.StartReadyAsync(issuer, store, options =>
        {
            options.Introspection.Mode = IntrospectionMode.OpaqueTokens;
            options.Introspection.ClientId = "resource-server";
            options.Introspection.ClientSecret = "s :%";
            configure?.Invoke(options);
        });
}
