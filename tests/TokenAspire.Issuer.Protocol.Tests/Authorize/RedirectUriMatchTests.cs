using TokenAspire.Issuer.Contracts.Registrations;
using TokenAspire.Issuer.Protocol.Authorize;

namespace TokenAspire.Issuer.Protocol.Tests.Authorize;

public sealed class RedirectUriMatchTests
{
    [Theory]
    [InlineData("https://client.example/callback", "https://client.example/callback")]
    [InlineData("http://127.0.0.1/callback", "http://127.0.0.1/callback")]
    [InlineData("http://127.0.0.1/callback", "http://127.0.0.1:1/callback")]
    [InlineData("http://127.0.0.1/callback", "http://127.0.0.1:65535/callback")]
    [InlineData("http://127.0.0.1:8080/callback", "http://127.0.0.1:51004/callback")]
    [InlineData("http://127.0.0.1:8080/callback", "http://127.0.0.1/callback")]
    [InlineData("http://[::1]/callback", "http://[::1]:51004/callback")]
    [InlineData("http://127.0.0.1", "http://127.0.0.1:51004")]
    [InlineData("http://127.0.0.1/callback?a=b", "http://127.0.0.1:51004/callback?a=b")]
    public void Equal_or_differing_only_in_the_port_of_a_loopback_address_matches(string registered, string presented) =>
        Assert.True(Matches(registered, presented));

    [Theory]
    [InlineData("https://client.example/callback", "https://client.example/callback/")]
    [InlineData("https://client.example/callback", "https://client.example/Callback")]
    [InlineData("https://client.example/callback", "HTTPS://client.example/callback")]
    [InlineData("https://client.example/callback", "https://CLIENT.example/callback")]
    [InlineData("https://client.example/callback", "https://client.example:443/callback")]
    [InlineData("https://client.example/callback", "https://client.example:8443/callback")]
    [InlineData("https://client.example/callback", "http://client.example/callback")]
    [InlineData("https://client.example/callback", "https://client.example/callback?x=y")]
    [InlineData("https://client.example/callback", "https://client.example/callback#fragment")]
    [InlineData("https://client.example/callback", "https://client.example/callback/../evil")]
    [InlineData("https://client.example/callback", "https://client.example/%63allback")]
    [InlineData("https://client.example/callback", "https://client.example@evil.example/callback")]
    [InlineData("https://client.example/callback", "https://evil.example/https://client.example/callback")]
    [InlineData("https://client.example/callback", "https://sub.client.example/callback")]
    [InlineData("https://client.example/callback", " https://client.example/callback")]
    [InlineData("https://client.example/callback", "https://client.example/callback ")]
    [InlineData("http://127.0.0.1/callback", "https://127.0.0.1:51004/callback")]
    [InlineData("http://127.0.0.1/callback", "http://localhost:51004/callback")]
    [InlineData("http://127.0.0.1/callback", "http://127.0.0.2:51004/callback")]
    [InlineData("http://127.0.0.1/callback", "http://[::1]:51004/callback")]
    [InlineData("http://127.0.0.1/callback", "http://127.0.0.1:51004/other")]
    [InlineData("http://127.0.0.1/callback", "http://127.0.0.1:51004/callback/")]
    [InlineData("http://127.0.0.1/callback", "http://127.0.0.1:51004/callback/../evil")]
    [InlineData("http://127.0.0.1/callback", "http://127.0.0.1:0/callback")]
    [InlineData("http://127.0.0.1/callback", "http://127.0.0.1:65536/callback")]
    [InlineData("http://127.0.0.1/callback", "http://127.0.0.1:/callback")]
    [InlineData("http://127.0.0.1/callback", "http://127.0.0.1:-1/callback")]
    [InlineData("http://127.0.0.1/callback", "http://127.0.0.1:80@evil.example/callback")]
    [InlineData("http://127.0.0.1/callback", "http://127.0.0.1@evil.example/callback")]
    [InlineData("http://127.0.0.1/callback", "http://127.0.0.1.evil.example/callback")]
    [InlineData("http://127.0.0.1/callback", "http://user@127.0.0.1:51004/callback")]
    [InlineData("http://127.0.0.1", "http://127.0.0.1.evil.example")]
    [InlineData("http://127.0.0.1", "http://127.0.0.1:80.evil.example")]
    [InlineData("http://localhost/callback", "http://localhost:51004/callback")]
    public void Anything_else_does_not(string registered, string presented) => Assert.False(Matches(registered, presented));

    private static bool Matches(string registered, string presented) => RedirectUriMatch.IsRegistered(
        new ClientRegistration { ClientId = "c", DisplayName = "C", RedirectUris = ["https://other.example/", registered] }, presented);
}
