namespace TokenAspire.ResourceServer.Tests;

/// <summary>RFC 3986 sections 6.2.2 and 6.2.3.</summary>
public sealed class ProofTargetTests
{
    [Theory]
    [InlineData("HTTPS://API.Example.com:443/a", "https://api.example.com/a")]
    [InlineData("https://api.example.com", "https://api.example.com/")]
    [InlineData("https://api.example.com:8443/a?b#c", "https://api.example.com:8443/a")]
    [InlineData("https://api.example.com/a/./b/../c", "https://api.example.com/a/c")]
    [InlineData("https://api.example.com/%7e%41%2d", "https://api.example.com/~A-")]
    [InlineData("https://api.example.com/a%2fb%c3%a9", "https://api.example.com/a%2Fb%C3%A9")]
    [InlineData("https://api.example.com//a//", "https://api.example.com//a//")]
    [InlineData("https://[::1]:7100/a", "https://[::1]:7100/a")]
    [InlineData("http://api.example.com:80/a", "http://api.example.com/a")]
    public void A_url_has_one_normal_form(string uri, string normal) => Assert.Equal(normal, ProofTarget.Normalize(uri));

    [Theory]
    [InlineData("https://api.example.com/a%2Fb", "https://api.example.com/a/b")]
    [InlineData("https://api.example.com/a%5Cb", "https://api.example.com/a/b")]
    [InlineData("https://api.example.com/a%3Fb", "https://api.example.com/a")]
    [InlineData("https://api.example.com/a%252Fb", "https://api.example.com/a%2Fb")]
    [InlineData("https://api.example.com/A", "https://api.example.com/a")]
    [InlineData("https://api.example.com/a/", "https://api.example.com/a")]
    [InlineData("https://api.example.com:444/a", "https://api.example.com/a")]
    [InlineData("http://api.example.com/a", "https://api.example.com/a")]
    public void Different_resources_have_different_forms(string one, string other) =>
        Assert.NotEqual(ProofTarget.Normalize(one), ProofTarget.Normalize(other));

    [Theory]
    [InlineData("")]
    [InlineData("/orders")]
    [InlineData("//api.example.com/a")]
    [InlineData("ftp://api.example.com/a")]
    [InlineData("file:///etc/passwd")]
    [InlineData("https://me@api.example.com/a")]
    [InlineData("https://api.example.com\\a")]
    [InlineData(" https://api.example.com/a")]
    [InlineData("https://api.example.com/a b")]
    [InlineData("https://api.example.com/\u00e9")]
    [InlineData("https://b\u00fccher.example/")]
    [InlineData("https://")]
    public void What_is_no_absolute_url_has_none(string uri) => Assert.Null(ProofTarget.Normalize(uri));
}
