using System.Net;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using TokenAspire.Revocation;

namespace TokenAspire.ResourceServer.Tests;

/// <summary>With the fast lane, without it, and where only ASP.NET Core is concerned with JwtBearer alone: the same answers.</summary>
public sealed class DifferentialTests(RevocationStore store)
{
    private const int Combinations = 400;

    private static readonly string[] Shapes =
    [
        "Bearer {0}", "Bearer {0}", "Bearer {0}", "Bearer {0}", "Bearer {0}", "bearer {0}", "BEARER   {0}", "Bearer {0} ", "Bearer {0} {0}", "Bearer{0}",
        "Bearer", "Basic {0}", "DPoP {0}", "{0}", "Bearer {0}, Bearer {0}", "Bearer\t{0}",
    ];

    public static TheoryData<string> Configurations => [.. ComparedConfigurations.All.Keys];

    [Theory]
    [MemberData(nameof(Configurations))]
    public async Task Nobody_can_tell_which_way_a_request_went(string name)
    {
        await using TestIssuer issuer = await TestIssuer.StartAsync();
        ComparedConfigurations.Configuration configuration = ComparedConfigurations.All[name];
        await using ComparedApplication lane = await ComparedApplication.StartAsync(Way.FastLane, issuer, store, configuration.Configure);
        await using ComparedApplication ordinary = await ComparedApplication.StartAsync(Way.Ordinary, issuer, store, configuration.Configure);
        await using ComparedApplication stock = await ComparedApplication.StartAsync(Way.Stock, issuer, store, configuration.Configure);
        (string?[] usual, string[] own) = await CreateTokensAsync(issuer, [lane, ordinary]);
        Random random = new(name.Length);

        for (int combination = 0; combination < Combinations; combination++)
        {
            string? token = Pick(random, [.. usual, .. own]);
            string path = Pick(random, [.. ComparedEndpoints.Paths, .. ComparedEndpoints.OwnPaths]);
            string? authorization = token is null ? null : string.Format(null, Pick(random, Shapes), token);

            (HttpStatusCode Status, string Headers, string Body) expected = await ordinary.SendAsync(path, authorization);
            Assert.Equal(expected, await lane.SendAsync(path, authorization));

            // Once more, now that it knows the token and the endpoint.
            Assert.Equal(expected, await lane.SendAsync(path, authorization));
            if (ComparedEndpoints.Paths.Contains(path) && !own.Contains(token))
            {
                (HttpStatusCode status, _, string body) = await stock.SendAsync(path, authorization);
                Assert.Equal(status, expected.Status);
                Assert.True(status != HttpStatusCode.OK || body == expected.Body, $"{path}\n{body}\n\nis not\n\n{expected.Body}");
            }
        }

        AssertMeasuredAlike(lane, ordinary);
        FastLaneConditions conditions = lane.Services.GetRequiredService<FastLaneSurvey>().Conditions!;
        Assert.Equal((configuration.Authenticates, configuration.Authorizes), (conditions.Authentication, conditions.Authorization));
    }

    // The lane's application has seen every request twice.
    private static void AssertMeasuredAlike(ComparedApplication lane, ComparedApplication ordinary)
    {
        const string Accepted = "tokenaspire.verification.results{outcome=accepted}";
        Assert.Equal(2 * ordinary.Measurements.Count(Accepted), lane.Measurements.Count(Accepted));
        Assert.All(Enum.GetValues<RefusalReason>(), reason =>
            Assert.Equal(2 * ordinary.Measurements.Refusals(reason.ToWire()), lane.Measurements.Refusals(reason.ToWire())));
        Assert.Equal(2 * Decisions(ordinary), Decisions(lane));
        Assert.Equal(
            2 * ordinary.Measurements.Count("tokenaspire.revocation.hits{kind=sub}"), lane.Measurements.Count("tokenaspire.revocation.hits{kind=sub}"));
    }

    private static int Decisions(ComparedApplication application) =>
        application.Measurements.Count("tokenaspire.verification.duration{cache=hit}") + application.Measurements.Count("tokenaspire.verification.duration{cache=miss}");

    private static T Pick<T>(Random random, T[] choices) => choices[random.Next(choices.Length)];

    // First what JwtBearer decides alike, then what only this project refuses.
    private async Task<(string?[] Usual, string[] Own)> CreateTokensAsync(TestIssuer issuer, ComparedApplication[] verifying)
    {
        string good = issuer.CreateToken(payload => payload["tenant_id"] = "acme");
        string?[] usual =
        [
            null,
            good,
            issuer.CreateToken(payload => payload["tenant_id"] = "globex"),
            issuer.CreateToken(payload => payload["tenant_id"] = "initech"),
            issuer.CreateToken(payload => { payload["roles"] = "customer"; payload["aud"] = "orders"; }),
            issuer.CreateToken(payload => { payload["scope"] = "orders:read"; payload["tenant_id"] = new JsonArray("initech", "acme"); }),
            issuer.CreateToken(payload => { payload.Remove("scope"); payload["aud"] = "inventory"; payload["tenant_id"] = "acme"; }, key: issuer.EllipticCurve),
            issuer.CreateToken(payload => { payload["roles"] = new JsonArray("manager"); payload["sub"] = "bob"; payload["nbf"] = (long)payload["iat"]!; }),
            issuer.CreateToken(payload => payload["aud"] = "shipping"),
            issuer.CreateToken(payload => payload["exp"] = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() - 60),
            issuer.CreateToken(key: TestSigningKey.CreateRsa("rsa-1")),
            good[..^4] + "AAAA",
            "nonsense",
        ];
        string revoked = issuer.CreateToken(payload => { payload["sub"] = $"revoked-{Guid.NewGuid()}"; payload["tenant_id"] = "acme"; });
        await RevokeAsync(revoked, verifying);
        return (usual, [revoked, issuer.CreateToken(payload => payload["cnf"] = new JsonObject { ["jkt"] = "abc" })]);
    }

    // It is known and accepted, and then revoked.
    private async Task RevokeAsync(string token, ComparedApplication[] verifying)
    {
        foreach (ComparedApplication application in verifying)
        {
            await application.GetAsync("/open", token);
        }

        string subject = (string)JsonNode.Parse(System.Buffers.Text.Base64Url.DecodeFromChars(token.Split('.')[1]))!["sub"]!;
        await store.RevokeAsync(RevocationKind.Subject, subject);
        foreach (ComparedApplication application in verifying)
        {
            IRevocationReplica replica = application.Services.GetRequiredService<IRevocationReplica>();
            TokenIdentity identity = new("none", SessionId: null, subject, "cli", 0);
            await TestResource.EventuallyAsync(() => Task.FromResult(replica.Check(identity) != RevocationVerdict.NotRevoked));
            application.Measurements.Clear();
        }
    }
}
