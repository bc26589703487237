using TokenAspire.Issuer.Protocol.Token.AuthorizationCode;

namespace TokenAspire.Issuer.Protocol.Tests.Token;

public sealed class CodeVerifierTests
{
    // RFC 7636 appendix B.
    private const string Verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
    private const string Challenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

    [Fact]
    public void The_example_of_the_RFC_fits() => Assert.True(CodeVerifier.Fits(Verifier, Challenge));

    [Theory]
    [InlineData("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXl", Challenge)]
    [InlineData(Verifier, "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cN")]
    [InlineData(Verifier, Verifier)]
    [InlineData(Verifier, "")]
    public void Another_verifier_or_challenge_does_not(string verifier, string challenge) => Assert.False(CodeVerifier.Fits(verifier, challenge));

    [Theory]
    [InlineData(42, false)]
    [InlineData(43, true)]
    [InlineData(128, true)]
    [InlineData(129, false)]
    public void A_verifier_has_43_to_128_characters(int length, bool wellFormed) =>
        Assert.Equal(wellFormed, CodeVerifier.IsWellFormed(new string('a', length)));

    [Theory]
    [InlineData('~', true)]
    [InlineData('.', true)]
    [InlineData('=', false)]
    [InlineData('+', false)]
    [InlineData('ü', false)]
    [InlineData(' ', false)]
    public void A_verifier_has_unreserved_characters_only(char character, bool wellFormed) =>
        Assert.Equal(wellFormed, CodeVerifier.IsWellFormed(new string('a', 50) + character));

    [Theory]
    [InlineData(Challenge, true)]
    [InlineData("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM=", false)]
    [InlineData("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-c", false)]
    [InlineData("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw+cM", false)]
    [InlineData("", false)]
    public void A_challenge_is_the_base64url_form_of_32_bytes(string challenge, bool isChallenge) =>
        Assert.Equal(isChallenge, CodeVerifier.IsChallenge(challenge));
}
