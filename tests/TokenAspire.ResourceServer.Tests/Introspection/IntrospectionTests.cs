using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace TokenAspire.ResourceServer.Tests;

/// <summary>RFC 7662, from the side of the resource server.</summary>
public sealed class IntrospectionTests(RevocationStore store)
{
    private readonly string _token = $"opaque-{Guid.NewGuid():N}";

    [Fact]
    public async Task An_opaque_token_is_decided_about_by_what_the_issuer_says()
    {
        await using TestIssuer issuer = await TestIssuer.StartAsync();
        await using TestResource resource = await StartAsync(issuer);
        Tell(issuer, _token, answer => answer["name"] = "Alice");

        Answer answer = await resource.GetAsync("/orders", _token);

        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.Contains("\"name\":\"Alice\",\"isSupport\":true", answer.Body, StringComparison.Ordinal);
        Assert.Contains("\"sub=alice\",\"client_id=cli\",\"sid=session-1\"", answer.Body, StringComparison.Ordinal);
        Assert.DoesNotContain("active", answer.Body, StringComparison.Ordinal);
        Assert.Equal(_token, Assert.Single(issuer.Introspection.Asked));
        Assert.Equal($"Basic {Convert.ToBase64String(Encoding.ASCII.GetBytes("resource-server:s+%3A%25"))}", issuer.Introspection.LastAuthorization);
        Assert.Equal(1, resource.Measurements.Count("tokenaspire.verification.results{outcome=accepted}"));
        Assert.Equal(HttpStatusCode.Forbidden, (await resource.GetAsync("/writes", _token)).Status);
        Assert.Equal(HttpStatusCode.OK, (await resource.GetAsync("/refunds", _token)).Status);
        Assert.Equal($"Bearer {_token}", (await resource.GetAsync("/relay", _token)).Body);
    }

    [Fact]
    public async Task A_jwt_is_verified_here_where_only_opaque_tokens_are_asked_about()
    {
        await using TestIssuer issuer = await TestIssuer.StartAsync();
        await using TestResource resource = await StartAsync(issuer);

        Assert.Equal(HttpStatusCode.OK, (await resource.GetAsync("/orders", issuer.CreateToken())).Status);
        Assert.Equal("bad_signature", (await resource.GetAsync("/orders", issuer.CreateToken() + "AAAA")).Reason);
        Assert.Equal("malformed", (await resource.GetAsync("/orders", "a.b")).Reason);
        Assert.Equal(0, issuer.Introspection.Requests);
    }

    [Fact]
    public async Task Without_introspection_an_opaque_token_is_malformed()
    {
        await using TestIssuer issuer = await TestIssuer.StartAsync();
        await using TestResource resource = await TestResource.StartReadyAsync(issuer, store);
        Tell(issuer, _token);

        Assert.Equal("malformed", (await resource.GetAsync("/orders", _token)).Reason);
        Assert.Equal(0, issuer.Introspection.Requests);
    }

    [Fact]
    public async Task Every_token_can_be_asked_about_instead_of_being_verified()
    {
        await using TestIssuer issuer = await TestIssuer.StartAsync();
        await using TestResource resource = await StartAsync(issuer, options => options.Introspection.Mode = IntrospectionMode.EveryToken);
        string known = issuer.CreateToken();
        Tell(issuer, known);

        Assert.Equal(HttpStatusCode.OK, (await resource.GetAsync("/orders", known)).Status);
        Assert.Equal("revoked_token", (await resource.GetAsync("/orders", issuer.CreateToken())).Reason);
        int asked = issuer.Introspection.Requests;
        Assert.Equal("expired", (await resource.GetAsync("/orders", issuer.CreateToken(payload => payload["exp"] = 1))).Reason);
        Assert.Equal("unsupported_type", (await resource.GetAsync("/orders", issuer.CreateToken(header: header => header["typ"] = "JWT"))).Reason);
        Assert.Equal("malformed", (await resource.GetAsync("/orders", "a.b")).Reason);
        Assert.Equal(asked, issuer.Introspection.Requests);
    }

    public static TheoryData<string, string> Answers => new()
    {
        { "{\"active\":false}", "revoked_token" },
        { "{\"active\":false,\"sub\":\"alice\",\"aud\":\"orders\"}", "revoked_token" },
        { "iss=https://another.example", "wrong_issuer" },
        { "iss", "wrong_issuer" },
        { "aud=inventory", "wrong_audience" },
        { "aud", "wrong_audience" },
        { "exp=1", "expired" },
        { "exp", "missing_claim" },
        { "jti", "missing_claim" },
        { "sub", "missing_claim" },
        { "client_id", "missing_claim" },
        { "iat=9999999999", "not_yet_valid" },
        { "token_type=refresh_token", "unsupported_type" },
        { "token_type=7", "unsupported_type" },
        { "sub=7", "malformed" },
        { "cnf={\"jkt\":\"x\"}", "proof_missing" },
        { "[]", "keys_unavailable" },
        { "{}", "keys_unavailable" },
        { "{\"active\":\"true\"}", "keys_unavailable" },
        { "\"active\"", "keys_unavailable" },
    };

    [Theory]
    [MemberData(nameof(Answers))]
    public async Task An_answer_is_held_to_the_same_rules_as_a_signed_token(string change, string reason)
    {
        await using TestIssuer issuer = await TestIssuer.StartAsync();
        await using TestResource resource = await StartAsync(issuer);
        if (change[0] is '{' or '[' or '"')
        {
            issuer.Introspection.Tell(_token, JsonNode.Parse(change)!);
        }
        else
        {
            Tell(issuer, _token, answer => Change(answer, change));
        }

        Answer answer = await resource.GetAsync("/orders", _token);

        Assert.Equal(reason, answer.Reason);
        Assert.Equal(reason == "keys_unavailable" ? HttpStatusCode.ServiceUnavailable : HttpStatusCode.Unauthorized, answer.Status);
        Assert.Equal(1, resource.Measurements.Refusals(reason));
        Assert.DoesNotContain(resource.Log.Lines, line => line.Contains(_token, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("opaque token", "malformed")]
    [InlineData("opaque,token", "malformed")]
    [InlineData("opaque%41", "malformed")]
    [InlineData("opaque&token=other", "malformed")]
    [InlineData("op=aque", "malformed")]
    [InlineData("==", "malformed")]
    [InlineData("9000", "too_large")]
    public async Task What_no_token_can_be_is_not_sent_on(string token, string reason)
    {
        await using TestIssuer issuer = await TestIssuer.StartAsync();
        await using TestResource resource = await StartAsync(issuer);

        Assert.Equal(reason, (await resource.GetAsync("/orders", token == "9000" ? new string('o', 9_000) : token)).Reason);
        Assert.Equal(0, issuer.Introspection.Requests);
    }

    [Fact]
    public async Task All_who_wait_for_an_answer_share_one_question()
    {
        await using TestIssuer issuer = await TestIssuer.StartAsync();
        await using TestResource resource = await StartAsync(issuer, options => options.Introspection.Timeout = options.Introspection.CacheLifetime = TimeSpan.FromSeconds(30));
        TaskCompletionSource gate = new(TaskCreationOptions.RunContinuationsAsynchronously);
        issuer.Introspection.Gate = gate.Task;
        Tell(issuer, _token);

        int Begun() => resource.Log.Lines.Count(line => line.Contains("Request starting HTTP/1.1", StringComparison.Ordinal));
        int before = Begun();
        Task<Answer>[] asking = [.. Enumerable.Range(0, 50).Select(_ => resource.GetAsync("/orders", _token))];
        await TestResource.EventuallyAsync(() => Task.FromResult(Begun() == before + 50 && issuer.Introspection.Requests > 0));
        gate.SetResult();

        Assert.All(await Task.WhenAll(asking), answer => Assert.Equal(HttpStatusCode.OK, answer.Status));
        Assert.Equal(1, issuer.Introspection.Requests);
    }

    internal static JsonObject CreateAnswer(TestIssuer issuer)
    {
        JsonObject answer = issuer.CreatePayload();
        answer["active"] = true;
        answer["token_type"] = "Bearer";
        return answer;
    }

    internal static void Tell(TestIssuer issuer, string token, Action<JsonObject>? change = null)
    {
        JsonObject answer = CreateAnswer(issuer);
        change?.Invoke(answer);
        issuer.Introspection.Tell(token, answer);
    }

    // claim=value sets it, claim removes it.
    private static void Change(JsonObject answer, string change)
    {
        string[] parts = change.Split('=', 2);
        answer.Remove(parts[0]);
        if (parts.Length == 2)
        {
            answer[parts[0]] = parts[1][0] is '{' or (>= '0' and <= '9') ? JsonNode.Parse(parts[1]) : parts[1];
        }
    }

    private Task<TestResource> StartAsync(TestIssuer issuer, Action<TokenVerificationOptions>? configure = null) =>
        IntrospectionOutageTests.StartAsync(issuer, store, configure);
}
