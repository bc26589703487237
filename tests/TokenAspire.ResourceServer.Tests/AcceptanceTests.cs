using System.Net;

namespace TokenAspire.ResourceServer.Tests;

public abstract class AcceptanceTests(RevocationStore store)
{
    [Theory]
    [InlineData("RS256")]
    [InlineData("ES256")]
    public async Task A_good_token_is_accepted_with_its_claims_under_their_own_names(string algorithm)
    {
        await using TestIssuer issuer = await TestIssuer.StartAsync();
        await using TestResource resource = await TestResource.StartReadyAsync(issuer, store);

        Answer answer = await resource.GetAsync("/orders", issuer.CreateToken(key: algorithm == "ES256" ? issuer.EllipticCurve : issuer.Rsa));

        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.Contains("\"name\":\"alice\"", answer.Body, StringComparison.Ordinal);
        Assert.Contains("\"isSupport\":true", answer.Body, StringComparison.Ordinal);
        Assert.Contains("\"sub=alice\",\"client_id=cli\",\"sid=session-1\"", answer.Body, StringComparison.Ordinal);
        Assert.Contains("\"roles=customer\",\"roles=support\"", answer.Body, StringComparison.Ordinal);
        Assert.Equal(1, resource.Measurements.Count("tokenaspire.verification.results{outcome=accepted}"));
        Assert.Equal(1, resource.Measurements.Count($"tokenaspire.verification.duration{{cache={(store.FastLane is true ? "hit" : "miss")}}}"));
    }

    [Fact]
    public async Task The_type_may_carry_its_prefix_and_times_may_have_fractions()
    {
        await using TestIssuer issuer = await TestIssuer.StartAsync();
        await using TestResource resource = await TestResource.StartReadyAsync(issuer, store);
        double expiry = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() + 60.5;

        Answer answer = await resource.GetAsync("/orders", issuer.CreateToken(
            payload => { payload["exp"] = expiry; payload["aud"] = "orders"; },
            header => header["typ"] = "application/at+JWT"));

        Assert.Equal(HttpStatusCode.OK, answer.Status);
    }

    [Fact]
    public async Task A_request_without_a_token_is_asked_for_one_without_an_error()
    {
        await using TestIssuer issuer = await TestIssuer.StartAsync();
        await using TestResource resource = await TestResource.StartReadyAsync(issuer, store);

        Answer answer = await resource.GetAsync("/orders");

        Assert.Equal(HttpStatusCode.Unauthorized, answer.Status);
        Assert.Equal("Bearer", answer.Challenge);
        Assert.Equal("application/problem+json", answer.ContentType);
        Assert.Null(answer.Reason);
        Assert.Equal(0, resource.Measurements.Count("tokenaspire.verification.results{outcome=accepted}"));
    }

    [Fact]
    public async Task A_token_without_the_scope_is_told_which_scope_it_takes()
    {
        await using TestIssuer issuer = await TestIssuer.StartAsync();
        await using TestResource resource = await TestResource.StartReadyAsync(issuer, store);

        Answer answer = await resource.GetAsync("/orders", issuer.CreateToken(payload => payload["scope"] = "orders:reads xorders:read Orders:Read"));
        Answer other = await resource.GetAsync("/writes", issuer.CreateToken());

        Assert.Equal(HttpStatusCode.Forbidden, answer.Status);
        Assert.Equal("Bearer error=\"insufficient_scope\", scope=\"orders:read\"", answer.Challenge);
        Assert.Equal("application/problem+json", answer.ContentType);
        Assert.Equal(HttpStatusCode.Forbidden, other.Status);
        Assert.Contains("scope=\"orders:write\"", other.Challenge, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_without_the_role_is_forbidden()
    {
        await using TestIssuer issuer = await TestIssuer.StartAsync();
        await using TestResource resource = await TestResource.StartReadyAsync(issuer, store);

        Answer answer = await resource.GetAsync("/managers", issuer.CreateToken());

        Assert.Equal(HttpStatusCode.Forbidden, answer.Status);
        Assert.Equal("Bearer error=\"insufficient_scope\"", answer.Challenge);
    }

    [Fact]
    public async Task A_refused_token_does_not_close_an_anonymous_endpoint()
    {
        await using TestIssuer issuer = await TestIssuer.StartAsync();
        await using TestResource resource = await TestResource.StartReadyAsync(issuer, store);

        Assert.Equal(HttpStatusCode.OK, (await resource.GetAsync("/echo", "nonsense")).Status);
    }
}

public sealed class AcceptanceInTheFastLane(RevocationStore store) : AcceptanceTests(store.With(fastLane: true));

public sealed class AcceptanceWithoutTheFastLane(RevocationStore store) : AcceptanceTests(store.With(fastLane: false));
