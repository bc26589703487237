using System.Net;
using System.Text.Json;
using TokenAspire.EndToEnd.Tests.Topology;
using TokenAspire.Issuer.Tests.Support;
using TokenAspire.TestTopology;
using TokenAspire.TestTopology.Clients;

namespace TokenAspire.EndToEnd.Tests;

public sealed class ProofOfPossessionTests(SharedTopology topology)
{
    private const string Identity = "/api/orders/identity";

    private readonly ClientKey _key = new();

    [Fact]
    public async Task A_bound_token_opens_all_three_services_with_a_fresh_proof_and_nothing_without()
    {
        string token = await LogInAsync();
        string url = new Uri(topology.App.GetEndpoint("gateway", "https"), Identity).AbsoluteUri;
        string proof = _key.Prove(url, TimeProvider.System.GetUtcNow(), "GET", token);

        using HttpResponseMessage good = await SendAsync($"DPoP {token}", proof);
        using HttpResponseMessage replayed = await SendAsync($"DPoP {token}", proof);
        using HttpResponseMessage asBearer = await SendAsync($"Bearer {token}", proof: null);
        using HttpResponseMessage stolen = await SendAsync($"DPoP {token}", new ClientKey().Prove(url, TimeProvider.System.GetUtcNow(), "GET", token));

        Assert.Equal(HttpStatusCode.OK, good.StatusCode);
        JsonElement orders = await good.JsonAsync();
        Assert.Equal("shipping", orders.GetProperty("downstream").GetProperty("downstream").GetProperty("service").GetString());
        Assert.Equal("proof_replayed", await replayed.ReasonAsync());
        Assert.Equal("proof_missing", await asBearer.ReasonAsync());
        Assert.Equal("proof_invalid", await stolen.ReasonAsync());
    }

    private async Task<string> LogInAsync()
    {
        using UserAgent browser = topology.OpenBrowser();
        Pkce pkce = Pkce.Create();
        string code = await browser.AuthorizeAsync("alice", topology.Password, UserAgent.AllScopes, pkce.Challenge);
        string proof = _key.Prove(new Uri(topology.Issuer, "/connect/token").AbsoluteUri, TimeProvider.System.GetUtcNow());
        using HttpResponseMessage response = await browser.RedeemAsync(code, pkce.Verifier, proof);
        TokenResponse tokens = await TokenEndpoint.ReadAsync(response);
        Assert.Equal("DPoP", tokens.TokenType);
        return tokens.AccessToken;
    }

    private async Task<HttpResponseMessage> SendAsync(string authorization, string? proof)
    {
        using HttpClient gateway = topology.App.CreateHttpClient("gateway", "https");
        using HttpRequestMessage request = new(HttpMethod.Get, Identity);
        request.Headers.TryAddWithoutValidation("Authorization", authorization);
        if (proof is not null)
        {
            request.Headers.Add("DPoP", proof);
        }

        return await gateway.SendAsync(request, TestContext.Current.CancellationToken);
    }
}
