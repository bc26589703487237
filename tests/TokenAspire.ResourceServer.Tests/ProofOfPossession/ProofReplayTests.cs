using System.Net;
using System.Text.Json.Nodes;

namespace TokenAspire.ResourceServer.Tests;

/// <summary>RFC 9449 section 11.1: a proof is good for one request, whichever replica receives it.</summary>
public sealed class ProofReplayTests(RevocationStore store)
{
    private readonly TestProofKey _key = new();

    [Fact]
    public async Task Of_50_parallel_uses_of_one_proof_exactly_one_is_accepted()
    {
        await using TestIssuer issuer = await TestIssuer.StartAsync();
        await using TestResource resource = await TestResource.StartReadyAsync(issuer, store);
        string token = _key.CreateToken(issuer);
        string proof = _key.CreateProof(token, resource.UrlOf("/orders"));

        Answer[] answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => resource.GetAsync("/orders", "DPoP", token, proof)));

        Assert.Single(answers, answer => answer.Status == HttpStatusCode.OK);
        Assert.Equal(49, answers.Count(answer => answer.Reason == "proof_replayed"));
        Assert.Equal(49, resource.Measurements.Refusals("proof_replayed"));
        Assert.Equal(HttpStatusCode.OK, (await resource.GetAsync("/orders", "DPoP", token, _key.CreateProof(token, resource.UrlOf("/orders")))).Status);
    }

    [Fact]
    public async Task Of_50_parallel_uses_at_two_replicas_exactly_one_is_accepted()
    {
        await using TestIssuer issuer = await TestIssuer.StartAsync();
        await using TestResource first = await StartReplicaAsync(issuer, store);
        await using TestResource second = await StartReplicaAsync(issuer, store);
        string token = _key.CreateToken(issuer);
        string proof = _key.CreateProof(token, "https://api.example.com/orders");

        Answer[] answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(index =>
            (index % 2 == 0 ? first : second).GetAsync("/orders", "DPoP", token, proof)));

        Assert.Single(answers, answer => answer.Status == HttpStatusCode.OK);
        Assert.Equal(49, answers.Count(answer => answer.Reason == "proof_replayed"));
    }

    // The same id again is a replay for as long as any proof with it could be good, with another time in it too.
    [Fact]
    public async Task An_id_used_again_in_another_proof_of_the_same_key_is_a_replay()
    {
        await using TestIssuer issuer = await TestIssuer.StartAsync();
        await using TestResource resource = await TestResource.StartReadyAsync(issuer, store);
        TestProofKey other = new();
        string token = _key.CreateToken(issuer);
        string othersToken = other.CreateToken(issuer);
        string id = Guid.NewGuid().ToString();
        void WithId(JsonObject claims) => claims["jti"] = id;

        Answer first = await resource.GetAsync("/orders", "DPoP", token, _key.CreateProof(token, resource.UrlOf("/orders"), claims: WithId));
        Answer second = await resource.GetAsync("/echo", "DPoP", token, _key.CreateProof(token, resource.UrlOf("/echo"), claims: WithId));
        Answer again = await resource.GetAsync("/orders", "DPoP", token, _key.CreateProof(token, resource.UrlOf("/orders"), claims: WithId));
        Answer others = await resource.GetAsync("/orders", "DPoP", othersToken, other.CreateProof(othersToken, resource.UrlOf("/orders"), claims: WithId));

        Assert.Equal(HttpStatusCode.OK, first.Status);
        Assert.Equal(HttpStatusCode.OK, second.Status); // an anonymous endpoint: the token counts for nothing there
        Assert.Equal("proof_replayed", again.Reason);
        Assert.Equal(2, resource.Measurements.Refusals("proof_replayed"));
        Assert.Equal(HttpStatusCode.OK, others.Status);
    }

    [Fact]
    public async Task A_proof_that_does_not_hold_uses_nothing_up()
    {
        await using TestIssuer issuer = await TestIssuer.StartAsync();
        await using TestResource resource = await TestResource.StartReadyAsync(issuer, store);
        string token = _key.CreateToken(issuer);
        string proof = _key.CreateProof(token, resource.UrlOf("/orders"));
        string unsigned = proof[..proof.LastIndexOf('.')] + "." + new string('A', 86);

        Assert.Equal("proof_invalid", (await resource.GetAsync("/orders", "DPoP", token, unsigned)).Reason);
        Assert.Equal("proof_invalid", (await resource.GetAsync("/refunds", "DPoP", token, proof)).Reason);
        Assert.Equal(HttpStatusCode.OK, (await resource.GetAsync("/orders", "DPoP", token, proof)).Status);
    }

    [Fact]
    public async Task Proofs_that_cannot_be_remembered_are_not_accepted()
    {
        await using TestIssuer issuer = await TestIssuer.StartAsync();
        await using TestResource resource = await TestResource.StartReadyAsync(issuer, store, options => options.ProofOfPossession.RememberedProofs = 100);
        string token = _key.CreateToken(issuer);
        string Proof() => _key.CreateProof(token, resource.UrlOf("/orders"));
        string first = Proof();
        Assert.Equal(HttpStatusCode.OK, (await resource.GetAsync("/orders", "DPoP", token, first)).Status);

        Answer? refused = null;
        while (refused is null)
        {
            Answer[] answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => resource.GetAsync("/orders", "DPoP", token, Proof())));
            refused = answers.FirstOrDefault(answer => answer.Status != HttpStatusCode.OK);
        }

        Assert.Equal((HttpStatusCode.ServiceUnavailable, "revocation_unavailable"), (refused.Status, refused.Reason));
        Assert.NotNull(refused.RetryAfter);
        Assert.Equal("proof_replayed", (await resource.GetAsync("/orders", "DPoP", token, first)).Reason);
    }

    [Fact]
    public async Task Without_redis_one_process_decides_for_itself_and_sensitive_requests_wait()
    {
        // A store of its own: this test stops it.
        await using RevocationStore own = new();
        await own.InitializeAsync();
        await using TestIssuer issuer = await TestIssuer.StartAsync();
        await using TestResource resource = await TestResource.StartReadyAsync(issuer, own);
        string token = _key.CreateToken(issuer);
        string Proof(string path) => _key.CreateProof(token, resource.UrlOf(path));

        await own.StopAsync();
        string used = Proof("/orders");
        Answer accepted = await resource.GetAsync("/orders", "DPoP", token, used);
        Answer replayed = await resource.GetAsync("/orders", "DPoP", token, used);
        Answer sensitive = await resource.GetAsync("/refunds", "DPoP", token, Proof("/refunds"));

        Assert.Equal(HttpStatusCode.OK, accepted.Status);
        Assert.Equal("proof_replayed", replayed.Reason);
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "revocation_unavailable"), (sensitive.Status, sensitive.Reason));
        Assert.True(resource.Measurements.Count("tokenaspire.revocation.degraded{tier=standard,decision=accepted}") >= 1);
        Assert.True(resource.Measurements.Count("tokenaspire.revocation.degraded{tier=sensitive,decision=refused}") >= 1);

        await own.StartAsync();
        await TestResource.EventuallyAsync(async () => (await resource.GetAsync("/refunds", "DPoP", token, Proof("/refunds"))).Status == HttpStatusCode.OK);
    }

    private static Task<TestResource> StartReplicaAsync(TestIssuer issuer, RevocationStore store) => TestResource.StartReadyAsync(
        issuer, store, options => options.ProofOfPossession.PublicUrls.Add("https://api.example.com"));
}
