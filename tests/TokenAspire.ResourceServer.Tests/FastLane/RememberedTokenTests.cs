using System.Net;
using System.Security.Claims;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace TokenAspire.ResourceServer.Tests;

/// <summary>What is decided again each time a token comes back, and what one request can do to the next.</summary>
public sealed class RememberedTokenTests(RevocationStore store)
{
    private const string Hit = "tokenaspire.verification.duration{cache=hit}";

    public static TheoryData<Way> Ways => [Way.FastLane, Way.Ordinary];

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task A_token_is_verified_once_and_decided_about_every_time(Way way)
    {
        await using TestIssuer issuer = await TestIssuer.StartAsync();
        await using ComparedApplication application = await ComparedApplication.StartAsync(way, issuer, store);
        string token = issuer.CreateToken();

        for (int i = 0; i < 5; i++)
        {
            Assert.Equal(HttpStatusCode.OK, await application.GetAsync("/scope", token));
        }

        Assert.Equal(1, application.Measurements.Count("tokenaspire.verification.duration{cache=miss}"));
        Assert.Equal(4, application.Measurements.Count(Hit));
        Assert.Equal(5, application.Measurements.Count("tokenaspire.verification.results{outcome=accepted}"));
    }

    // The first request has the lane look around, and the second has it learn the endpoint's policy.
    [Fact]
    public async Task The_lane_lets_a_new_token_through_and_makes_no_claims_for_it()
    {
        await using TestIssuer issuer = await TestIssuer.StartAsync();
        await using ComparedApplication application = await ComparedApplication.StartAsync(Way.FastLane, issuer, store, map: static app =>
            app.MapGet("/lane", (HttpContext context) =>
                context.Features.Get<IAccessTokenFeature>() is FastLaneTicket && context.User is VerifiedUser { Untouched: not null }).RequireScope("orders:read"));
        List<string> answers = [];

        for (int i = 0; i < 4; i++)
        {
            answers.Add((await application.SendAsync("/lane", $"Bearer {issuer.CreateToken()}")).Body);
        }

        Assert.Equal(["false", "false", "true", "true"], answers);
        Assert.Equal(4, application.Measurements.Count("tokenaspire.verification.duration{cache=miss}"));
        Assert.Equal(4, application.Measurements.Count("tokenaspire.verification.results{outcome=accepted}"));
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task No_claims_are_made_until_somebody_asks_for_them(Way way)
    {
        await using TestIssuer issuer = await TestIssuer.StartAsync();
        await using ComparedApplication application = await ComparedApplication.StartAsync(way, issuer, store, map: static app =>
            app.MapGet("/untouched", (HttpContext context) => context.User is VerifiedUser { Untouched: not null }));
        string authorization = $"Bearer {issuer.CreateToken()}";

        for (int i = 0; i < 3; i++)
        {
            Assert.Equal("true", (await application.SendAsync("/untouched", authorization)).Body);
        }
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task A_request_that_passes_again_for_its_error_page_counts_once(Way way)
    {
        await using TestIssuer issuer = await TestIssuer.StartAsync();
        await using ComparedApplication application = await ComparedApplication.StartAsync(
            way,
            issuer,
            store,
            builder => builder.Services.AddSingleton<IStartupFilter, ErrorPages>(),
            app =>
            {
                app.MapGet("/lost", () => Results.NotFound()).RequireScope("orders:read");
                app.MapGet("/error", () => "lost").RequireScope("orders:read");
            });
        string token = issuer.CreateToken();

        for (int i = 0; i < 3; i++)
        {
            Assert.Equal((HttpStatusCode.NotFound, "lost"), await LoseAsync(application, token));
        }

        Assert.Equal(3, application.Measurements.Count("tokenaspire.verification.results{outcome=accepted}"));
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task A_remembered_token_expires_all_the_same(Way way)
    {
        SettableTime time = new();
        await using TestIssuer issuer = await TestIssuer.StartAsync();
        await using ComparedApplication application = await ComparedApplication.StartAsync(
            way, issuer, store, builder => builder.Services.Replace(ServiceDescriptor.Singleton<TimeProvider>(time)));
        time.Now = TimeProvider.System.GetUtcNow();
        string token = issuer.CreateToken(payload => payload["exp"] = time.Now.ToUnixTimeSeconds() + 300);
        Assert.Equal(HttpStatusCode.OK, await application.GetAsync("/scope", token));

        time.Now += TimeSpan.FromMinutes(5) + TimeSpan.FromSeconds(29);
        Assert.Equal(HttpStatusCode.OK, await application.GetAsync("/scope", token));
        time.Now += TimeSpan.FromSeconds(2);

        Assert.Contains("\"reason\":\"expired\"", (await application.SendAsync("/scope", $"Bearer {token}")).Body, StringComparison.Ordinal);
        Assert.Contains("\"reason\":\"expired\"", (await application.SendAsync("/scope", $"Bearer {token}")).Body, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task A_remembered_token_is_refused_as_soon_as_its_key_is_gone(Way way)
    {
        await using TestIssuer issuer = await TestIssuer.StartAsync();
        await using ComparedApplication application = await ComparedApplication.StartAsync(way, issuer, store);
        string token = issuer.CreateToken();
        Assert.Equal(HttpStatusCode.OK, await application.GetAsync("/scope", token));
        Assert.Equal(HttpStatusCode.OK, await application.GetAsync("/scope", token));

        issuer.PublishedKeys.RemoveAt(0);
        await application.Services.GetRequiredService<IssuerKeySet>().RefreshAsync(KeyRefreshTrigger.Scheduled);

        Assert.Contains("\"reason\":\"unknown_key\"", (await application.SendAsync("/scope", $"Bearer {token}")).Body, StringComparison.Ordinal);
        Assert.Equal(0, application.Services.GetRequiredService<VerifiedTokenCache>().Count);
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Nothing_that_resembles_a_remembered_token_is_taken_for_it(Way way)
    {
        await using TestIssuer issuer = await TestIssuer.StartAsync();
        await using ComparedApplication application = await ComparedApplication.StartAsync(way, issuer, store);
        string token = issuer.CreateToken();
        Assert.Equal(HttpStatusCode.OK, await application.GetAsync("/scope", token));
        Random random = new(7);

        for (int i = 0; i < 300; i++)
        {
            char[] forged = token.ToCharArray();
            int position = random.Next(forged.Length);
            forged[position] = forged[position] == 'A' ? 'B' : 'A';
            Assert.Equal(HttpStatusCode.Unauthorized, await application.GetAsync("/scope", new string(forged)));
        }

        Assert.Equal(1, application.Services.GetRequiredService<VerifiedTokenCache>().Count);
        Assert.Equal(HttpStatusCode.OK, await application.GetAsync("/scope", token));
    }

    [Fact]
    public async Task Parallel_requests_with_one_token_each_have_their_own_user()
    {
        await using TestIssuer issuer = await TestIssuer.StartAsync();
        await using ComparedApplication application = await ComparedApplication.StartAsync(Way.FastLane, issuer, store, map: MapMarking);
        string token = issuer.CreateToken();
        Assert.Equal(HttpStatusCode.OK, await application.GetAsync("/mark/warm-up", token));

        string[] seen = await Task.WhenAll(Enumerable.Range(0, 400).Select(async index =>
            (await application.SendAsync($"/mark/{index}", $"Bearer {token}")).Body));

        Assert.Equal(Enumerable.Range(0, 400).Select(index => $"{index}"), seen);
        Assert.True(application.Measurements.Count(Hit) >= 400);
    }

    [Fact]
    public void A_policy_that_somebody_else_applies_is_not_taken_for_the_endpoints_own()
    {
        AuthorizationPolicy anyone = new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build();
        EndpointPolicies policies = new();
        Endpoint endpoint = new(requestDelegate: null, EndpointMetadataCollection.Empty, "endpoint");
        AccessToken token = VerifiedTokens.Create();
        DefaultHttpContext request = new();
        FastLaneTicket ticket = new(token, request.Request);

        policies.Learn(request, anyone);
        request.Features.Set<IAccessTokenFeature>(ticket);
        policies.Learn(request, anyone);
        Assert.False(policies.TryFind(endpoint, out _));

        ticket.AwaitsPolicyOf = endpoint;
        policies.Learn(request, new AuthorizationPolicyBuilder().RequireScope("orders:write").Build());
        policies.Learn(request, anyone);
        Assert.True(policies.TryFind(endpoint, out EndpointPolicy? policy));
        Assert.False(policy.Allows(token));
    }

    // Puts a mark on the user, lets others do the same, and tells which marks are there then.
    private static void MapMarking(WebApplication app) => app.MapGet("/mark/{mark}", async (HttpContext context, string mark) =>
    {
        ((ClaimsIdentity)context.User.Identity!).AddClaim(new Claim("mark", mark));
        await Task.Yield();
        return string.Join(' ', context.User.FindAll("mark").Select(claim => claim.Value));
    }).RequireScope("orders:read");

    private static async Task<(HttpStatusCode Status, string Body)> LoseAsync(ComparedApplication application, string token)
    {
        (HttpStatusCode status, _, string body) = await application.SendAsync("/lost", $"Bearer {token}");
        return (status, body);
    }

    // Around everything else, as an application's first line would.
    private sealed class ErrorPages : IStartupFilter
    {
        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
        {
            app.UseStatusCodePagesWithReExecute("/error");
            next(app);
        };
    }
}
