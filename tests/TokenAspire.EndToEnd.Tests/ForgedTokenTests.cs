using System.Net;
using System.Security.Cryptography;
using TokenAspire.TestTopology;
using TokenAspire.TestTopology.Clients;
using TokenAspire.EndToEnd.Tests.Forgery;
using TokenAspire.EndToEnd.Tests.Topology;

namespace TokenAspire.EndToEnd.Tests;

public sealed class ForgedTokenTests(SharedTopology topology)
{
    [Fact]
    public async Task A_malformed_token_is_refused() => await RefusedAsync("not-a-token", "malformed");

    [Fact]
    public async Task A_token_too_large_is_refused() => await RefusedAsync(new string('a', 9000), "too_large");

    [Fact]
    public async Task A_changed_signature_is_refused() =>
        await RefusedAsync(ForgedTokens.WithFlippedSignature(await TokenAsync()), "bad_signature");

    [Theory]
    [InlineData("none")]
    [InlineData("None")]
    [InlineData("nOnE")]
    public async Task An_unsigned_token_is_refused(string spelling) =>
        await RefusedAsync(ForgedTokens.Unsigned(await TokenAsync(), spelling), "unsupported_algorithm");

    [Fact]
    public async Task A_public_key_is_no_secret()
    {
        string token = await TokenAsync();
        using HttpClient issuer = topology.App.CreateHttpClient("issuer", "https");
        using RSA publicKey = await ForgedTokens.PublicKeyAsync(issuer, Jwt.Header(token).GetProperty("kid").GetString()!);

        await RefusedAsync(ForgedTokens.SignedWithPublicKeyAsSecret(token, publicKey), "unsupported_algorithm");
    }

    [Fact]
    public async Task An_unknown_key_is_refused() =>
        await RefusedAsync(ForgedTokens.SignedByAnotherKey(await TokenAsync(), "no-such-key"), "unknown_key");

    [Fact]
    public async Task Another_key_under_a_known_id_is_refused()
    {
        string token = await TokenAsync();
        await RefusedAsync(ForgedTokens.SignedByAnotherKey(token, Jwt.Header(token).GetProperty("kid").GetString()!), "bad_signature");
    }

    [Fact]
    public async Task A_token_for_another_audience_is_refused() =>
        await RefusedAsync((await topology.OperatorTokenAsync()).AccessToken, "wrong_audience");

    [Fact]
    public async Task An_id_token_is_no_access_token() =>
        await RefusedAsync((await topology.LogInAsync("alice")).IdToken!, "unsupported_type");

    private async Task<string> TokenAsync() => (await topology.LogInAsync("alice")).AccessToken;

    private async Task RefusedAsync(string token, string reason)
    {
        double before = Refusals(reason);

        using HttpResponseMessage response = await topology.App.SendAsync("gateway", HttpMethod.Get, "/api/orders", token);

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Equal(reason, await response.ReasonAsync());
        Assert.Contains("error=\"invalid_token\"", response.Headers.WwwAuthenticate.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(token, await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        await Eventually.TrueAsync($"the refusal is counted as {reason}", () => Refusals(reason) > before);
    }

    private double Refusals(string reason) =>
        topology.Telemetry.Total("tokenaspire.verification.results", ("service.name", "gateway"), ("outcome", "rejected"), ("error.type", reason));
}
