using System.Net;
using TokenAspire.Issuer.Conformance.Server;

namespace TokenAspire.Issuer.Conformance.Issuing;

/// <summary>The form of requests and errors (RFC 6749 3.1, 3.2, 5.1, 5.2 and appendix B).</summary>
public abstract class RequestFormTests(IServerUnderTest server) : Clauses(server)
{
    private static string Credentials => $"client_id={Registered.Worker.ClientId}&client_secret={Uri.EscapeDataString(Registered.Worker.Secret!)}";

    // RFC 6749 3.2: must not be included more than once.
    [Theory]
    [InlineData("grant_type=client_credentials&grant_type=client_credentials")]
    [InlineData("grant_type=client_credentials&scope=orders%3Aread&scope=orders%3Aread")]
    [InlineData("grant_type=client_credentials&sc%6Fpe=orders%3Aread&scope=orders%3Aread")]
    public async Task A_repeated_parameter_is_an_invalid_request(string body) =>
        (await PostRawAsync(Token, $"{Credentials}&{body}")).AssertError("invalid_request");

    // RFC 6749 3.1: at the authorization endpoint too.
    [Theory]
    [InlineData("scope")]
    [InlineData("state")]
    [InlineData("nonce")]
    [InlineData("code_challenge")]
    public async Task A_repeated_parameter_of_an_authorization_request_is_an_invalid_request(string name)
    {
        using Browser browser = OpenBrowser();
        AuthorizationRequest request = new(Registered.Web) { ["nonce"] = "n" };

        Answer answer = await browser.GetAsync(At($"/connect/authorize{request.Query}&{name}=again"));

        AssertRedirectError(answer, "invalid_request");
    }

    // RFC 6749 3.1: a repeated redirect_uri or client_id leaves nowhere to tell it.
    [Theory]
    [InlineData("redirect_uri=https%3A%2F%2Fevil.example%2F")]
    [InlineData("client_id=suite-other")]
    public async Task A_repeated_client_or_redirect_uri_never_redirects(string parameter)
    {
        using Browser browser = OpenBrowser();

        AssertNoRedirect(await browser.GetAsync(At($"/connect/authorize{new AuthorizationRequest(Registered.Web).Query}&{parameter}")));
    }

    // RFC 6749 3.1: a parameter without a value counts as omitted, an unknown one is ignored.
    [Fact]
    public async Task Empty_and_unknown_parameters_are_ignored()
    {
        Answer answer = (await PostRawAsync(Token, $"{Credentials}&grant_type=client_credentials&scope=&unknown=1&&")).AssertSuccess();

        Assert.Equal("inventory:read orders:read", answer["scope"]);
    }

    // Each has a cap that no rightful value comes near.
    [Theory]
    [InlineData("scope", 1_001)]
    [InlineData("grant_type", 101)]
    [InlineData("code", 129)]
    [InlineData("client_assertion", 8_193)]
    [InlineData("unknown", 10_000)]
    public async Task Every_parameter_has_a_length_cap(string name, int length) =>
        (await PostRawAsync(Token, $"{Credentials}&{(name == "grant_type" ? "" : "grant_type=client_credentials&")}{name}={new string('a', length)}"))
            .AssertError("invalid_request");

    // The same for what surrounds them.
    [Fact]
    public async Task A_body_has_a_size_and_a_number_of_parameters()
    {
        string many = string.Concat(Enumerable.Range(0, 100).Select(i => $"&p{i}=1"));

        (await PostRawAsync(Token, $"{Credentials}&grant_type=client_credentials{many}")).AssertError("invalid_request");
        (await PostRawAsync(Token, $"{Credentials}&grant_type=client_credentials&{new string('n', 200)}=1")).AssertError("invalid_request");
        (await PostRawAsync(Token, $"{Credentials}&grant_type=client_credentials&{new string('&', 40_000)}")).AssertError("invalid_request");
    }

    // Each has a cap at the authorization endpoint too; what is too long is not sent back.
    [Theory]
    [InlineData("state", 2_001)]
    [InlineData("nonce", 301)]
    [InlineData("scope", 1_001)]
    public async Task A_parameter_of_an_authorization_request_that_is_too_long_is_refused(string name, int length)
    {
        using Browser browser = OpenBrowser();

        Answer answer = await browser.SendAsync(new AuthorizationRequest(Registered.Web) { [name] = new string('a', length) });

        AssertRedirectError(answer, "invalid_request");
        Assert.True(answer.Location.AbsoluteUri.Length < 1_000);
    }

    // RFC 6749 appendix B: UTF-8, form-encoded.
    [Theory]
    [InlineData("scope=%ff%fe")]
    [InlineData("scope=%zz")]
    [InlineData("scope=%")]
    [InlineData("scope=a%00b")]
    [InlineData("scope=a%0d%0ab")]
    [InlineData("%ff=a")]
    public async Task Broken_encodings_are_refused_not_repaired(string body) =>
        (await PostRawAsync(Token, $"{Credentials}&grant_type=client_credentials&{body}")).AssertError("invalid_request");

    // RFC 6749 3.2: the form media type and no other.
    [Theory]
    [InlineData("application/json")]
    [InlineData("multipart/form-data; boundary=x")]
    [InlineData("text/plain")]
    [InlineData("application/x-www-form-urlencoded; charset=utf-16")]
    [InlineData("")]
    public async Task Another_content_type_is_an_invalid_request(string contentType) =>
        (await PostRawAsync(Token, $"{Credentials}&grant_type=client_credentials", contentType)).AssertError("invalid_request");

    // RFC 6749 3.2: POST only.
    [Theory]
    [InlineData("/connect/token")]
    [InlineData("/connect/introspect")]
    [InlineData("/connect/revocation")]
    public async Task An_endpoint_of_clients_answers_post_only(string path)
    {
        foreach (HttpMethod method in (HttpMethod[])[HttpMethod.Get, HttpMethod.Put, HttpMethod.Delete, HttpMethod.Patch])
        {
            Answer answer = await SendAsync(new HttpRequestMessage(method, At(path)));
            Assert.Equal(HttpStatusCode.MethodNotAllowed, answer.Status);
        }
    }

    // RFC 6749 5.1 and 5.2.
    [Fact]
    public async Task Every_token_response_says_no_store_and_no_cache()
    {
        Answer[] answers =
        [
            (await ClientCredentialsAsync(Registered.Worker)).AssertSuccess(),
            await ClientCredentialsAsync(Registered.Worker, "unknown"),
            await PostRawAsync(Token, ""),
        ];

        Assert.All(answers, answer =>
        {
            answer.AssertNotStored();
            Assert.Equal("no-cache", answer.Headers.Pragma.ToString());
            Assert.Equal("application/json", answer.ContentType?.MediaType);
        });
    }

    // RFC 6749 5.2: characters of error and error_description; no value of the request comes back.
    [Fact]
    public async Task An_error_is_a_code_and_a_text_without_the_request_in_it()
    {
        Answer answer = (await ClientCredentialsAsync(Registered.Worker, "a-scope-of-mine")).AssertError("invalid_scope");

        Assert.DoesNotContain("a-scope-of-mine", answer.Body, StringComparison.Ordinal);
        Assert.All(answer["error_description"]!, character => Assert.True(character is >= ' ' and <= '~' and not '"' and not '\\'));
    }
}
