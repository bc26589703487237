using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Text.Json.Nodes;
using TokenAspire.Revocation;

namespace TokenAspire.ResourceServer.Tests;

/// <summary>Rule 9: what is written down is read by more people than a token is meant for.</summary>
public abstract class SecrecyTests(RevocationStore store)
{
    // Part of every value that a token here brings along.
    private const string Secret = "s3cr3t";

    [Fact]
    public async Task Rule_9_no_token_key_or_claim_value_reaches_a_log_a_span_a_metric_or_a_response()
    {
        ConcurrentQueue<Activity> spans = [];
        using ActivityListener listener = new()
        {
            ShouldListenTo = _ => true,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = spans.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
        await using TestIssuer issuer = await TestIssuer.StartAsync();
        await using TestResource resource = await TestResource.StartReadyAsync(issuer, store);
        string revokedSession = $"{Secret}-{Guid.NewGuid()}";
        await store.RevokeAsync(RevocationKind.Session, revokedSession);
        string[] tokens = [.. Tokens(issuer, revokedSession)];
        await TestResource.EventuallyAsync(async () => (await resource.GetAsync("/writes", tokens[^1])).Reason == "revoked_session");

        List<Answer> answers = [];
        foreach (string token in tokens)
        {
            answers.Add(await resource.GetAsync("/orders", token));
            answers.Add(await resource.GetAsync("/writes", token));
        }

        // One token is good, and good for one of the two.
        Answer good = Assert.Single(answers, answer => answer.Status == HttpStatusCode.OK);
        Assert.Contains(Secret, good.Body, StringComparison.Ordinal);
        Assert.NotEmpty(spans);
        string[] written =
        [
            .. resource.Log.Lines,
            .. resource.Measurements.All,
            .. spans.SelectMany(Written),
            .. answers.Where(answer => answer != good).SelectMany(answer => new[] { answer.Body, answer.Challenge }),
        ];
        string[] forbidden = [Secret, .. tokens.SelectMany(token => token.Split('.')).Where(part => part.Length > 16).Distinct(StringComparer.Ordinal)];
        Assert.DoesNotContain(written, text => forbidden.Any(value => text.Contains(value, StringComparison.OrdinalIgnoreCase)));
    }

    private static IEnumerable<string> Tokens(TestIssuer issuer, string revokedSession)
    {
        yield return Create(issuer, payload => payload["exp"] = 1_000_000_000);
        yield return Create(issuer, payload => payload["aud"] = $"{Secret}-audience");
        yield return Create(issuer, payload => payload["iss"] = $"https://{Secret}.example");
        yield return Create(issuer, payload => payload.Remove("jti"));
        yield return Create(issuer, payload => payload["exp"] = Secret);
        yield return Create(issuer, header: header => header["kid"] = $"{Secret}\r\nkid");
        yield return Create(issuer, header: header => header["alg"] = $"{Secret}-alg");
        yield return Create(issuer, header: header => header["typ"] = $"{Secret}-typ");
        yield return Create(issuer, header: header => header["crit"] = new JsonArray(Secret));
        yield return Create(issuer)[..^4] + "AAAA";
        yield return $"{Secret}.{Secret}.{Secret}";
        yield return Create(issuer, payload => payload["scope"] = $"{Secret}:read");
        yield return Create(issuer);
        yield return Create(issuer, payload => payload["sid"] = revokedSession);
    }

    private static string Create(TestIssuer issuer, Action<JsonObject>? payload = null, Action<JsonObject>? header = null) => issuer.CreateToken(
        claims =>
        {
            foreach (string name in new[] { "sub", "client_id", "sid", "jti", "name", "tenant" })
            {
                claims[name] = $"{Secret}-{name}-{Guid.NewGuid()}";
            }

            claims["roles"] = new JsonArray($"{Secret}-role");
            payload?.Invoke(claims);
        },
        header);

    private static IEnumerable<string> Written(Activity span) =>
    [
        span.DisplayName,
        $"{span.StatusDescription}",
        .. span.TagObjects.Select(tag => $"{tag.Key}={tag.Value}"),
        .. span.Baggage.Select(item => $"{item.Key}={item.Value}"),
        .. span.Events.SelectMany(one => one.Tags.Select(tag => $"{one.Name} {tag.Key}={tag.Value}")),
    ];
}

public sealed class SecrecyInTheFastLane(RevocationStore store) : SecrecyTests(store.With(fastLane: true));

public sealed class SecrecyWithoutTheFastLane(RevocationStore store) : SecrecyTests(store.With(fastLane: false));
