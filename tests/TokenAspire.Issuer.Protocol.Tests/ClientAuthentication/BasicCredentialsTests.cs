using System.Text;
using TokenAspire.Issuer.Protocol.ClientAuthentication;

namespace TokenAspire.Issuer.Protocol.Tests.ClientAuthentication;

public sealed class BasicCredentialsTests
{
    [Theory]
    [InlineData("s6BhdRkqt3:7Fjfp0ZBr1KtDRbnfVdmIw", "s6BhdRkqt3", "7Fjfp0ZBr1KtDRbnfVdmIw")]
    [InlineData("c:a%3Ab", "c", "a:b")]
    [InlineData("c:a:b", "c", "a:b")]
    [InlineData("c:a+b", "c", "a b")]
    [InlineData("c:a%2Bb", "c", "a+b")]
    [InlineData("c:100%25", "c", "100%")]
    [InlineData("c%3Ad:%C3%BC", "c:d", "ü")]
    [InlineData("c:", "c", "")]
    public void Both_parts_are_form_decoded(string pair, string clientId, string secret)
    {
        Assert.True(BasicCredentials.TryParse(Header(pair), out PresentedCredentials credentials));
        Assert.Equal(clientId, credentials.ClientId);
        Assert.Equal(secret, credentials.Secret);
    }

    [Theory]
    [InlineData("no-colon")]
    [InlineData(":secret")]
    [InlineData("c:%")]
    [InlineData("c:%zz")]
    [InlineData("c:a%00b")]
    [InlineData("c:%FF")]
    public void What_is_not_a_form_encoded_pair_is_refused(string pair) =>
        Assert.False(BasicCredentials.TryParse(Header(pair), out _));

    [Theory]
    [InlineData("")]
    [InlineData("Basic")]
    [InlineData("Basic ")]
    [InlineData("Basic !!!")]
    [InlineData("Bearer YTpi")]
    public void Other_schemes_and_broken_base64_are_refused(string header) =>
        Assert.False(BasicCredentials.TryParse(header, out _));

    [Fact]
    public void A_huge_header_is_refused() =>
        Assert.False(BasicCredentials.TryParse(Header("c:" + new string('a', 100_000)), out _));

    [Fact]
    public void Credentials_print_without_their_secret()
    {
        Assert.True(BasicCredentials.TryParse(Header("client:hush-hush"), out PresentedCredentials credentials));
        Assert.DoesNotContain("hush-hush", credentials.ToString(), StringComparison.Ordinal);
    }

    private static string Header(string pair) => "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes(pair));
}
