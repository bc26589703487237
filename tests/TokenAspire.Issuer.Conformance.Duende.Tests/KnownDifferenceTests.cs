using System.Net;
using TokenAspire.Issuer.Conformance.Server;
using TokenAspire.Issuer.Conformance.Tests;

namespace TokenAspire.Issuer.Conformance.DuendeEngine;

/// <summary>What <c>docs/protocol.md</c> says of this engine's answers that no clause asks for; a row goes when its test fails.</summary>
public sealed class KnownDifferenceTests(BuiltInIssuer issuer) : Clauses(issuer)
{
    [Theory]
    [InlineData("/.well-known/openid-configuration")]
    [InlineData("/.well-known/openid-configuration/jwks")]
    public async Task Metadata_has_an_age_and_no_entity_tag(string path)
    {
        HttpRequestMessage request = new(HttpMethod.Get, At(path));
        request.Headers.TryAddWithoutValidation("If-None-Match", "*");

        Answer answer = await SendAsync(request);

        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.Null(answer.Headers.ETag);
        Assert.True(answer.Headers.CacheControl?.MaxAge > TimeSpan.Zero);
    }

    [Fact]
    public async Task Tokens_are_not_to_be_stored_in_more_words() =>
        Assert.Equal(
            ["max-age=0", "no-cache", "no-store"],
            (await ClientCredentialsAsync(Registered.Worker)).AssertSuccess().Headers.CacheControl!.ToString().Split(", ").Order(StringComparer.Ordinal));
}
