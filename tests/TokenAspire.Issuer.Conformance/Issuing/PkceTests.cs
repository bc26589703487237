using TokenAspire.Issuer.Conformance.Server;

namespace TokenAspire.Issuer.Conformance.Issuing;

/// <summary>Proof key for code exchange (RFC 7636; RFC 9700 2.1.1: for every client).</summary>
public abstract class PkceTests(IServerUnderTest server) : Clauses(server)
{
    private const string Verifier = "a-code-verifier-that-is-long-enough-for-the-rule-of-43";

    // RFC 7636 4.4.1, RFC 9700 2.1.1.
    [Theory]
    [InlineData(null, null)]
    [InlineData(null, "S256")]
    public async Task A_request_without_a_challenge_is_refused(string? challenge, string? method)
    {
        using Browser browser = OpenBrowser();

        Answer answer = await browser.SendAsync(
            new AuthorizationRequest(Registered.Web) { ["code_challenge"] = challenge, ["code_challenge_method"] = method });

        AssertRedirectError(answer, "invalid_request");
    }

    // RFC 7636 4.3: without a method it is plain.
    [Theory]
    [InlineData("plain")]
    [InlineData("s256")]
    [InlineData("S512")]
    [InlineData(null)]
    public async Task Every_method_but_S256_is_refused(string? method)
    {
        using Browser browser = OpenBrowser();

        Answer answer = await browser.SendAsync(new AuthorizationRequest(Registered.Web) { ["code_challenge_method"] = method });

        AssertRedirectError(answer, "invalid_request");
    }

    // RFC 7636 4.2: base64url of 32 bytes, without padding.
    [Theory]
    [InlineData("short")]
    [InlineData("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM=")]
    [InlineData("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw+cM")]
    public async Task A_challenge_that_is_no_hash_is_refused(string challenge)
    {
        using Browser browser = OpenBrowser();

        AssertRedirectError(await browser.SendAsync(new AuthorizationRequest(Registered.Web) { ["code_challenge"] = challenge }), "invalid_request");
    }

    // RFC 7636 4.6, for a confidential client as for a public one.
    [Theory]
    [InlineData(null, "invalid_request")]
    [InlineData(Verifier, "invalid_grant")]
    [InlineData("too-short", "invalid_grant")]
    public async Task A_code_is_not_redeemed_without_its_verifier(string? verifier, string error)
    {
        using Browser browser = await LogInAsync();
        foreach (TestClient client in (TestClient[])[Registered.Web, Registered.Native])
        {
            (string code, AuthorizationRequest request) = await CodeAsync(browser, client);

            Dictionary<string, string?> redemption = request.Redemption(code);
            redemption["code_verifier"] = verifier;

            (await PostAsync(Token, client, redemption)).AssertError(error);
        }
    }

    // The challenge itself, as of a downgrade to plain.
    [Fact]
    public async Task The_challenge_is_not_its_own_verifier()
    {
        using Browser browser = await LogInAsync();
        (string code, AuthorizationRequest request) = await CodeAsync(browser, Registered.Web);

        Dictionary<string, string?> redemption = request.Redemption(code);
        redemption["code_verifier"] = request["code_challenge"];

        (await PostAsync(Token, Registered.Web, redemption)).AssertError("invalid_grant");
    }

    // RFC 9700 2.1.1 and 4.8.2: every code has a challenge here, so the counter-check is that none can come into being without.
    [Fact]
    public async Task A_verifier_without_a_stored_challenge_has_no_code_to_go_with()
    {
        using Browser browser = await LogInAsync();

        Answer answer = await browser.SendAsync(
            new AuthorizationRequest(Registered.Web) { ["code_challenge"] = null, ["code_challenge_method"] = null });

        AssertRedirectError(answer, "invalid_request");
        (await PostAsync(Token, Registered.Web, ("grant_type", "authorization_code"), ("code", answer.Parameter("code")),
            ("redirect_uri", Registered.Web.RedirectUri), ("code_verifier", Verifier))).AssertError("invalid_request");
    }
}
